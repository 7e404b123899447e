namespace FedMl.ScoringEngine.Runtime;

/// <summary>How a loaded model is run; clients are told.</summary>
/// <param name="Instances">Sessions that run it.</param>
/// <param name="Batching">How concurrent requests are run as one; null: each runs alone.</param>
public sealed record Serving(int Instances, Batching? Batching = null)
{
    /// <summary>One session, each request on its own.</summary>
    public static Serving Plain { get; } = new(1);
}

/// <summary>How concurrent requests are run as one.</summary>
/// <param name="MaxRows">Rows of a batch at most.</param>
/// <param name="DelayMicroseconds">Longest time that a request waits for others, microseconds; 0: it waits for nobody.</param>
public sealed record Batching(int MaxRows, int DelayMicroseconds);
