namespace FedMl.ScoringEngine.Admission;

/// <summary>A request that waits until it is let in.</summary>
/// <param name="bytes">Of its body; held already.</param>
/// <param name="priority">The lower goes first.</param>
/// <param name="joined">When it began to wait, time of the process.</param>
/// <param name="deadline">When nobody waits for its answer any more, time of the process.</param>
internal sealed class Waiter(long bytes, int priority, TimeSpan joined, TimeSpan deadline)
{
    public long Bytes => bytes;

    public int Priority => priority;

    public TimeSpan Joined => joined;

    public TimeSpan Deadline => deadline;

    /// <summary>Its place; null: it is in the line no more.</summary>
    public LinkedListNode<Waiter>? Place { get; set; }

    /// <summary>Its permit or refusal.</summary>
    public TaskCompletionSource<Permit> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
