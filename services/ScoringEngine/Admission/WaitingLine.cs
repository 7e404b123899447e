namespace FedMl.ScoringEngine.Admission;

/// <summary>
/// Requests in the order in which they are let in: by priority, then as they came. Not the latest first, as in
/// "Fail at Scale" (B. Maurer, ACM Queue 2015): that saves fresh requests from a line of hopeless ones, and here
/// the hopeless are refused when they come, so it would only let those starve who have waited longest. Not thread-safe.
/// </summary>
internal sealed class WaitingLine
{
    private readonly LinkedList<Waiter> waiters = new();

    public int Count => waiters.Count;

    public bool IsEmpty => waiters.Count == 0;

    public IReadOnlyCollection<Waiter> All => waiters;

    public Waiter? First => waiters.First?.Value;

    /// <summary>The next to be displaced.</summary>
    public Waiter? Last => waiters.Last?.Value;

    /// <summary>How many a newcomer would have before it.</summary>
    public int CountBefore(int priority)
    {
        var count = waiters.Count;
        for (var node = waiters.Last; node is not null && node.Value.Priority > priority; node = node.Previous)
        {
            count--;
        }

        return count;
    }

    public void Add(Waiter waiter)
    {
        var before = waiters.Last;
        while (before is not null && before.Value.Priority > waiter.Priority)
        {
            before = before.Previous;
        }

        waiter.Place = before is null ? waiters.AddFirst(waiter) : waiters.AddAfter(before, waiter);
    }

    /// <summary>False where it is not in the line any more.</summary>
    public bool TryRemove(Waiter waiter)
    {
        if (waiter.Place is not { } place)
        {
            return false;
        }

        waiters.Remove(place);
        waiter.Place = null;
        return true;
    }
}
