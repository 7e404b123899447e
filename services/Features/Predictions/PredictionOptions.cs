using System.ComponentModel.DataAnnotations;

namespace FedMl.Features.Predictions;

/// <summary>Where predictions are written, and how much of them at a time (section <c>Predictions</c>).</summary>
public sealed class PredictionOptions
{
    public const string Section = "Predictions";

    /// <summary>Where predictions are written; None refuses them.</summary>
    public PredictionTarget Target { get; set; } = PredictionTarget.None;

    /// <summary>The DuckDB file, made where it is not there, in a folder that is; or the folder of Parquet files.</summary>
    public string Path { get; set; } = "";

    /// <summary>The schema that all tables are in, and the space that they are read from. Nothing outside it is written.</summary>
    [Required]
    public string Schema { get; set; } = "PREDICTIONS";

    /// <summary>Tables of the schema; no more are created.</summary>
    [Range(1, 100_000)]
    public int MaxTables { get; set; } = 1000;

    /// <summary>Keys and outputs of one table.</summary>
    [Range(2, 1000)]
    public int MaxColumns { get; set; } = 100;

    /// <summary>Parquet files of one table; each batch is one.</summary>
    [Range(1, 1_000_000)]
    public int MaxParts { get; set; } = 10_000;

    /// <summary>Rows of one batch.</summary>
    [Range(1, 1_000_000)]
    public int MaxBatchRows { get; set; } = 10_000;

    /// <summary>Size of one batch in memory, bytes, about.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public long MaxBatchBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Characters of a key, run id, or name or version of what predicted.</summary>
    [Range(1, 1000)]
    public int MaxKeyLength { get; set; } = 256;

    /// <summary>Size of one value, bytes of a binary and characters of a text.</summary>
    [Range(1, 1024 * 1024)]
    public int MaxValueSize { get; set; } = 5000;

    /// <summary>Streams at a time.</summary>
    [Range(1, 1000)]
    public int MaxStreams { get; set; } = 8;

    /// <summary>Time that a caller may send nothing, or not take an answer, seconds; then its stream is ended.</summary>
    [Range(1, 86_400)]
    public int MaxIdleSeconds { get; set; } = 120;

    internal TimeSpan MaxIdle => TimeSpan.FromSeconds(MaxIdleSeconds);
}
