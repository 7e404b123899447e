using System.ComponentModel.DataAnnotations;

namespace FedMl.ScoringEngine.Loading.Canary;

/// <summary>Trying a version in a process of its own before it is loaded (section <c>ScoringEngine:CanaryLoad</c>).</summary>
public sealed class CanaryLoadOptions
{
    /// <summary>False: a version is loaded into this process at once, and one that crashes takes it down.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Longest time that the other process may take for one version, its start included, seconds.</summary>
    [Range(1, 3600)]
    public int Seconds { get; set; } = 120;

    /// <summary>Bytes of memory that it may take beyond what a session of the artifact's size is reckoned to take. Only Linux holds it to that.</summary>
    [Range(16L * 1024 * 1024, 1L << 50)]
    public long SpareBytes { get; set; } = 512L * 1024 * 1024;
}
