using System.Diagnostics;

namespace FedMl.ScoringEngine.Statistics;

/// <summary>How often something happened and how long it took in all.</summary>
public readonly record struct DurationCount(long Count, long Nanoseconds);

/// <summary>Counts without a lock. Both numbers are right in the end; while something is being added they may differ by it.</summary>
internal struct DurationCounter
{
    private long count;
    private long ticks;

    public readonly DurationCount Now =>
        new(Volatile.Read(in count), (long)((Int128)Volatile.Read(in ticks) * 1_000_000_000 / Stopwatch.Frequency));

    /// <param name="took">What it took, <see cref="Stopwatch"/> ticks.</param>
    public void Add(long took)
    {
        Interlocked.Increment(ref count);
        Interlocked.Add(ref ticks, took);
    }
}
