using System.Diagnostics;

namespace FedMl.ScoringEngine.Statistics;

/// <summary>How often something happened and how long it took in all.</summary>
public readonly record struct DurationCount(long Count, long Nanoseconds)
{
    /// <param name="count">How often.</param>
    /// <param name="ticks">How long, <see cref="Stopwatch"/> ticks.</param>
    internal static DurationCount Of(long count, long ticks) => new(count, (long)((Int128)ticks * 1_000_000_000 / Stopwatch.Frequency));
}
