using System.Text.Json;
using FedMl.BatchScoring.Specification;

namespace FedMl.BatchScoring.Jobs;

/// <summary>What one part of a job wrote, written when all of it is there.</summary>
/// <param name="Identity">What the job is.</param>
/// <param name="RunId">Names the run.</param>
/// <param name="Partition">Number of the part, from 0.</param>
/// <param name="Partitions">Parts of the job.</param>
/// <param name="Rows">Rows with a score.</param>
/// <param name="RejectedRows">Rows without.</param>
/// <param name="StartedAt">When the part began.</param>
/// <param name="FinishedAt">When it was whole.</param>
/// <param name="Files">The files of predictions.</param>
/// <param name="RejectedFiles">The files of rows without a score.</param>
internal sealed record Manifest(
    JobIdentity Identity, string RunId, int Partition, int Partitions, long Rows, long RejectedRows, DateTimeOffset StartedAt, DateTimeOffset FinishedAt,
    IReadOnlyList<WrittenFile> Files, IReadOnlyList<WrittenFile> RejectedFiles)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Manifest Of(Checkpoint checkpoint, PartitionChoice partition, ChunkNames names, DateTimeOffset finishedAt) => new(
        checkpoint.Start.Identity, checkpoint.Start.RunId, partition.Index, partition.Count, checkpoint.Rows, checkpoint.RejectedRows, checkpoint.Start.StartedAt, finishedAt,
        [.. checkpoint.Chunks.Where(c => c.Sha256.Length > 0).Select(c => new WrittenFile(names.Chunk(c.Number), c.Rows, c.Sha256))],
        [.. checkpoint.Chunks.Where(c => c.RejectedSha256.Length > 0).Select(c => new WrittenFile(names.Rejected(c.Number), c.RejectedRows, c.RejectedSha256))]);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    public static Manifest Parse(byte[] bytes) => JsonSerializer.Deserialize<Manifest>(bytes, Options)!;
}

/// <summary>A file of a job.</summary>
/// <param name="Name">Its path in the sink.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Sha256">SHA-256 of its bytes.</param>
internal sealed record WrittenFile(string Name, int Rows, string Sha256);
