using System.ComponentModel.DataAnnotations;

namespace FedMl.Features.Scans;

/// <summary>How much is streamed at a time (section <c>Scans</c>).</summary>
public sealed class ScanOptions
{
    public const string Section = "Scans";

    /// <summary>Streams at a time.</summary>
    [Range(1, 1000)]
    public int MaxStreams { get; set; } = 4;

    /// <summary>Rows of a batch where the caller does not say.</summary>
    [Range(1, 1_000_000)]
    public int BatchRows { get; set; } = 4096;

    /// <summary>Rows of a batch that a caller may ask for.</summary>
    [Range(1, 1_000_000)]
    public int MaxBatchRows { get; set; } = 65_536;

    /// <summary>Bytes of a batch, about: gRPC clients take messages of 4 MiB unless told otherwise.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxBatchBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>Partitions that a caller may divide a view into.</summary>
    [Range(1, 1_000_000)]
    public int MaxPartitions { get; set; } = 1024;

    /// <summary>Time that a caller may let a batch wait, seconds; then its stream is ended.</summary>
    [Range(1, 86_400)]
    public int MaxIdleSeconds { get; set; } = 120;

    internal TimeSpan MaxIdle => TimeSpan.FromSeconds(MaxIdleSeconds);
}
