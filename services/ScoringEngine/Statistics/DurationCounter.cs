using System.Diagnostics;

namespace FedMl.ScoringEngine.Statistics;

/// <summary>How often something happened and how long it took in all.</summary>
public readonly record struct DurationCount(long Count, long Nanoseconds)
{
    /// <param name="count">How often.</param>
    /// <param name="ticks">How long, <see cref="Stopwatch"/> ticks.</param>
    internal static DurationCount Of(long count, long ticks) => new(count, (long)((Int128)ticks * 1_000_000_000 / Stopwatch.Frequency));
}

/// <summary>Counts without a lock. Both numbers are right in the end; while something is being added they may differ by it.</summary>
internal struct DurationCounter
{
    private long count;
    private long ticks;

    public readonly DurationCount Now => DurationCount.Of(Volatile.Read(in count), Volatile.Read(in ticks));

    /// <param name="took">What it took, <see cref="Stopwatch"/> ticks.</param>
    public void Add(long took)
    {
        Interlocked.Increment(ref count);
        Interlocked.Add(ref ticks, took);
    }
}
