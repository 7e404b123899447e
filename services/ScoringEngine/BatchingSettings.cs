using System.ComponentModel.DataAnnotations;

namespace FedMl.ScoringEngine;

/// <summary>When waiting requests of one model are put together (section <c>ScoringEngine:Models:{model}:Batching</c>).</summary>
public sealed class BatchingSettings
{
    [EnumDataType(typeof(BatchingMode))]
    public BatchingMode Mode { get; set; }

    /// <summary>Rows of one batch.</summary>
    [Range(1, 1_000_000)]
    public int MaxRows { get; set; } = 64;

    /// <summary>How long a request may wait for others while a core is free, milliseconds; 0: it waits for nobody.</summary>
    [Range(0, 1000)]
    public double DelayMilliseconds { get; set; }
}

/// <summary>Whether a model's requests are batched.</summary>
public enum BatchingMode
{
    /// <summary>Where a measurement at load says that it pays.</summary>
    Auto,

    /// <summary>Wherever the graph allows it.</summary>
    On,

    Off,
}
