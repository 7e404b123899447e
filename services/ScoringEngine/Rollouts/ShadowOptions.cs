using System.ComponentModel.DataAnnotations;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>How much of the traffic a shadow version may be sent.</summary>
public sealed class ShadowOptions
{
    /// <summary>Requests that wait to be scored by shadow versions; one more is dropped, and counted.</summary>
    [Range(1, 10_000)]
    public int MaxWaiting { get; set; } = 64;

    /// <summary>Bytes of tensors of one such request; a larger one is dropped, and counted.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 1024 * 1024;

    /// <summary>Longest time that a shadow version may take for one request, seconds.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 10;
}
