using System.ComponentModel.DataAnnotations;

namespace FedMl.ScoringEngine;

/// <summary>Settings of one model (section <c>ScoringEngine:Models:{model}</c>).</summary>
public sealed class ModelSettings
{
    internal static ModelSettings Default { get; } = new();

    /// <summary>Rows of one request for this model; 0: as many as the engine allows.</summary>
    [Range(0, 10_000_000)]
    public int MaxRows { get; set; }
}
