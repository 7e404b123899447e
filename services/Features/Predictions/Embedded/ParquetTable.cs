using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FedMl.Features.Predictions.Embedded;

/// <summary>
/// A table as a folder of Parquet files: one without rows that tells the columns, and one for each batch, named after its
/// run so that what a run wrote is found without opening the others.
/// </summary>
internal sealed class ParquetTable(string folder)
{
    public const string Extension = ".parquet";

    private const int HashCharacters = 16;

    public string Folder => folder;

    public string Columns => Path.Combine(folder, "columns" + Extension);

    /// <summary>Where a file is written before it has its name. Readers do not see it, and one that was left is overwritten.</summary>
    public string Aside => Path.Combine(folder, ".writing" + Extension);

    /// <summary>Held by the process that writes.</summary>
    public string Lock => Path.Combine(folder, ".lock");

    public bool Exists => File.Exists(Columns);

    public int FileCount => Directory.EnumerateFiles(folder, "*" + Extension).Count();

    public IReadOnlyList<string> PartsOf(string runId) => [.. Directory.EnumerateFiles(folder, $"{HashOf(runId)}-*{Extension}").Order(StringComparer.Ordinal)];

    public string NextPart(string runId, IReadOnlyList<string> parts)
    {
        var last = parts.Count == 0 ? 0 : int.Parse(Path.GetFileNameWithoutExtension(parts[^1])[(HashCharacters + 1)..], CultureInfo.InvariantCulture);
        return Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{HashOf(runId)}-{last + 1:D8}{Extension}"));
    }

    private static string HashOf(string runId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(runId)))[..HashCharacters];
}
