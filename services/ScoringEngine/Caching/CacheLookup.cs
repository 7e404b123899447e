namespace FedMl.ScoringEngine.Caching;

/// <summary>How a run fared with the cache.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Ticks">Looking up, and copying or keeping; <see cref="System.Diagnostics.Stopwatch"/> ticks.</param>
public readonly record struct CacheLookup(CacheResult Result, long Ticks);

/// <summary>What was found.</summary>
public enum CacheResult
{
    /// <summary>Nobody looked: the model has no cache, or this run has no part in it.</summary>
    None,

    /// <summary>The outputs come from the cache; nothing ran.</summary>
    Hit,

    /// <summary>The graph ran.</summary>
    Miss,
}
