namespace FedMl.ScoringEngine.Statistics;

/// <summary>Adds up the phases of requests without a lock; they share one count, since each addition costs.</summary>
internal struct PhaseCounter
{
    private long count;
    private long queue;
    private long input;
    private long infer;
    private long output;

    public readonly DurationCount Queue => Of(in queue);

    public readonly DurationCount Input => Of(in input);

    public readonly DurationCount Infer => Of(in infer);

    public readonly DurationCount Output => Of(in output);

    /// <summary>All phases.</summary>
    public readonly DurationCount All => Of(queue + input + infer + output);

    public void Add(in RequestTicks took)
    {
        Interlocked.Increment(ref count);
        if (took.Queue != 0)
        {
            Interlocked.Add(ref queue, took.Queue);
        }

        Interlocked.Add(ref input, took.Input);
        Interlocked.Add(ref infer, took.Infer);
        Interlocked.Add(ref output, took.Output);
    }

    private readonly DurationCount Of(in long ticks) => DurationCount.Of(Volatile.Read(in count), Volatile.Read(in ticks));
}
