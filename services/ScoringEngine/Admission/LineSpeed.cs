namespace FedMl.ScoringEngine.Admission;

/// <summary>How fast a line moves, measured while there is one: over its last leavings, or over a while if those were many. Not thread-safe.</summary>
internal sealed class LineSpeed
{
    private const int FewestLeavings = 4;
    private const int MostLeavings = 32;

    private static readonly TimeSpan ShortestTime = TimeSpan.FromMilliseconds(100);

    // What was measured longer ago may have been other models' runs.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    // When the measurement began, then when a place became free.
    private readonly Queue<TimeSpan> leavings = new([TimeSpan.Zero]);
    private TimeSpan last;
    private double? before;

    /// <summary>To be called when the first joins.</summary>
    public void Begin(TimeSpan now)
    {
        before = now - last < Memory ? Measured(last) : null;
        leavings.Clear();
        leavings.Enqueue(now);
    }

    /// <summary>To be called whenever a place becomes free.</summary>
    public void Count(TimeSpan now)
    {
        leavings.Enqueue(now);
        last = now;
        while (leavings.Count > MostLeavings && now - leavings.Peek() > ShortestTime)
        {
            leavings.Dequeue();
        }
    }

    /// <summary>How many leave the line in a time; null: not known yet.</summary>
    public double? CountIn(TimeSpan time, TimeSpan now) => Measured(now) * time.TotalSeconds;

    /// <summary>How long so many take to leave the line; zero: not known yet.</summary>
    public TimeSpan TimeFor(int count, TimeSpan now) =>
        Measured(now) is { } speed ? TimeSpan.FromSeconds(Math.Min(count / speed, TimeSpan.FromDays(1).TotalSeconds)) : TimeSpan.Zero;

    private double? Measured(TimeSpan now)
    {
        var count = leavings.Count - 1;
        var elapsed = now - leavings.Peek();
        if (count >= FewestLeavings && elapsed > TimeSpan.Zero)
        {
            return count / elapsed.TotalSeconds;
        }

        // The next could leave right now, but no sooner.
        var fastest = elapsed > TimeSpan.Zero ? (count + 1) / elapsed.TotalSeconds : double.PositiveInfinity;
        return before is { } known ? Math.Min(known, fastest) : elapsed >= ShortestTime ? fastest : null;
    }
}
