using System.ComponentModel.DataAnnotations;

namespace FedMl.ScoringEngine.Explanations;

/// <summary>Limits of explanations (section <c>ScoringEngine:Explanations</c>).</summary>
public sealed class ExplanationOptions
{
    /// <summary>Whether scores are explained at all. An explanation tells a little of the samples: their mean raw score, and how a row differs from them.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Samples that a row is compared with; of a model that has more, so many are taken, evenly spread.</summary>
    [Range(1, 100_000)]
    public int MaxSamples { get; set; } = 100;

    /// <summary>Comparisons for one request: rows × samples. What bounds its time, with the size of the trees.</summary>
    [Range(1, 1_000_000_000)]
    public int MaxComparisons { get; set; } = 100_000;

    /// <summary>Contributions in one answer: rows × input columns × raw scores. What bounds its size.</summary>
    [Range(1, 100_000_000)]
    public int MaxContributions { get; set; } = 500_000;

    /// <summary>Nodes of all trees of a model; a larger model is not explained. A node counts once for each way that leads to it.</summary>
    [Range(1, 50_000_000)]
    public int MaxNodes { get; set; } = 1_000_000;

    /// <summary>Bytes of a graph; a larger one is not read, and its model not explained.</summary>
    [Range(1024, 1_000_000_000)]
    public long MaxGraphBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Requests that are explained at a time; 0: half as many as there are cores, so that scoring keeps the other half.</summary>
    [Range(0, 1024)]
    public int MaxConcurrency { get; set; }

    /// <summary>Requests that may wait for that; more are refused as OVERLOADED.</summary>
    [Range(0, 1_000_000)]
    public int MaxWaiting { get; set; } = 100;

    /// <summary>Rows that one request may have explained.</summary>
    internal int MaxRowsOf(Explainer explainer) =>
        (int)Math.Min(MaxComparisons / explainer.BackgroundCount, MaxContributions / ((long)explainer.ValueCount * explainer.BaseValues.Count));
}
