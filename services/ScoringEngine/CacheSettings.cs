using System.ComponentModel.DataAnnotations;

namespace FedMl.ScoringEngine;

/// <summary>
/// Whether answers of one model are kept and given again to equal inputs (section
/// <c>ScoringEngine:Models:{model}:Cache</c>). Not for graphs that draw random numbers or keep state: they would
/// answer the same again.
/// </summary>
public sealed class CacheSettings
{
    public bool Enabled { get; set; }

    /// <summary>Bytes that each loaded version keeps: inputs, outputs, and what it takes to find them.</summary>
    [Range(1024, 1L << 40)]
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long an answer is given again, seconds; 0: as long as its version is loaded.</summary>
    [Range(0, 31_536_000)]
    public int TimeToLiveSeconds { get; set; }
}
