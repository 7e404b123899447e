using System.Security.Cryptography;
using System.Text;

namespace FedMl.Models.Catalog;

/// <summary>One SHA-256 over all files of a version, as <c>models.proto</c> defines it.</summary>
internal static class ArtifactDigest
{
    public static string Of(IEnumerable<PublishedFile> files)
    {
        var lines = files.Select(file => $"{file.Sha256}  {file.Path}\n").Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}
