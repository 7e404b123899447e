using System.ComponentModel.DataAnnotations;

namespace FedMl.ScoringEngine;

/// <summary>Settings of one model (section <c>ScoringEngine:Models:{model}</c>).</summary>
public sealed class ModelSettings
{
    internal static ModelSettings Default { get; } = new();

    /// <summary>Rows of one request for this model; 0: as many as the engine allows.</summary>
    [Range(0, 10_000_000)]
    public int MaxRows { get; set; }

    /// <summary>Runs at a time; 0: one a core, and more where a run is too short to wait for.</summary>
    [Range(0, 1024)]
    public int MaxConcurrency { get; set; }

    /// <summary>Runs that may wait for their turn; more are refused as OVERLOADED.</summary>
    [Range(0, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>Sessions that share the load, each with the model's memory; 0: one a core where a run is short, else one.</summary>
    [Range(0, 256)]
    public int Replicas { get; set; }

    /// <summary>
    /// Whether a run that is the only one of its model takes all cores, in a session of its own with the model's memory
    /// once more: where a measurement at load says that it pays.
    /// </summary>
    public bool SpreadAlone { get; set; } = true;

    public BatchingSettings Batching { get; set; } = new();

    public CacheSettings Cache { get; set; } = new();
}
