using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Sources;

/// <summary>A file of the source as it was when the job began.</summary>
/// <param name="Name">Its path within the source, with <c>/</c>.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Written">When it was last written.</param>
internal sealed record SourceFile(string Name, string Path, long Length, DateTime Written)
{
    public static SourceFile Of(string name, string path)
    {
        var info = new FileInfo(path);
        return new SourceFile(name, path, info.Length, info.LastWriteTimeUtc);
    }

    /// <summary>Makes sure that the file is still what it was.</summary>
    /// <exception cref="ServiceException">JOB_CHANGED.</exception>
    public void Check()
    {
        var now = new FileInfo(Path);
        if (!now.Exists || now.Length != Length || now.LastWriteTimeUtc != Written)
        {
            throw new ServiceException(ErrorReason.JobChanged, $"{Name} changed while the job ran. Score it again into another folder.");
        }
    }

    /// <summary>SHA-256, hex, over names, lengths and contents of all files.</summary>
    public static async Task<string> DigestAsync(IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        var lines = new StringBuilder();
        foreach (var file in files)
        {
            await using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1024 * 1024, FileOptions.SequentialScan);
            var sha = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
            lines.Append(CultureInfo.InvariantCulture, $"{sha}  {file.Length}  {file.Name}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }
}
