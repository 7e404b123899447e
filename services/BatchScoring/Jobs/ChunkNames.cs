using System.Globalization;
using FedMl.BatchScoring.Specification;

namespace FedMl.BatchScoring.Jobs;

/// <summary>What the files of one part of a job are called. Readers of the folder skip what begins with <c>_</c>.</summary>
internal sealed class ChunkNames(PartitionChoice partition)
{
    private readonly string part = string.Create(CultureInfo.InvariantCulture, $"part-{partition.Index:D4}-of-{partition.Count:D4}");

    /// <summary>What is written when all parts are whole.</summary>
    public const string JobManifest = "_manifest.json";

    public string Checkpoint => $"_job/{part}.checkpoint";

    public string Manifest => $"_job/{part}.manifest.json";

    public string Lock => $"_job/{part}.lock";

    /// <summary>The predictions of a chunk.</summary>
    public string Chunk(long number) => string.Create(CultureInfo.InvariantCulture, $"{part}-chunk-{number:D8}.parquet");

    /// <summary>The rows of a chunk without a score.</summary>
    public string Rejected(long number) => $"_rejected/{Chunk(number)}";
}
