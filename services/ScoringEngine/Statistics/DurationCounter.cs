namespace FedMl.ScoringEngine.Statistics;

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
