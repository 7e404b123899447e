using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FedMl.Models.Registry;

namespace FedMl.Models.ArtifactCache;

/// <summary>A file of a registry as the cache knows it.</summary>
/// <param name="File">The file as it is listed.</param>
/// <param name="Source">Where its bytes come from, without a grant.</param>
/// <param name="Md5">MD5 of its bytes, where the source tells.</param>
internal sealed record CachedFile(RegistryFile File, string Source, byte[]? Md5)
{
    /// <summary>Names this file in this very state; other bytes have another one.</summary>
    public string Key { get; } = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Source, File.Stamp, File.SizeBytes.ToString(CultureInfo.InvariantCulture)))));
}
