namespace FedMl.ScoringEngine.Batching;

/// <summary>What takes a place: one run, or a batch of them.</summary>
internal interface IRunning
{
    /// <summary>True where nobody waits for it any more.</summary>
    bool IsCancelled { get; }

    /// <summary>Requests whose runs it is.</summary>
    int Requests { get; }

    /// <summary>Runs it on this thread; how it ended is kept for <see cref="Complete"/>.</summary>
    void Run();

    /// <summary>Ends the run at the next node of the graph. Called under the line's lock, only while it has its place.</summary>
    void Terminate();

    /// <summary>Takes back what <see cref="Terminate"/> did; called under the line's lock.</summary>
    void Revive();

    /// <summary>Wakes who waits for it. It may be in its next use when this returns.</summary>
    void Complete();
}
