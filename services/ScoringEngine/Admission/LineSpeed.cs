namespace FedMl.ScoringEngine.Admission;

/// <summary>How fast a line moves, measured while there is one. Not thread-safe.</summary>
internal sealed class LineSpeed
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    private TimeSpan since;
    private int left;
    private double? perSecond;

    /// <summary>To be called when the first joins.</summary>
    public void Begin(TimeSpan now) => (since, left, perSecond) = (now, 0, null);

    /// <summary>To be called whenever a place becomes free.</summary>
    public void Count(TimeSpan now)
    {
        left++;
        if (now - since >= Window)
        {
            var measured = left / (now - since).TotalSeconds;
            perSecond = perSecond is { } before ? (before + measured) / 2 : measured;
            (since, left) = (now, 0);
        }
    }

    /// <summary>How many leave the line in a time; null: not known yet.</summary>
    public double? CountIn(TimeSpan time, TimeSpan now) => Measured(now) * time.TotalSeconds;

    /// <summary>How long so many take to leave the line; zero: not known yet.</summary>
    public TimeSpan TimeFor(int count, TimeSpan now) =>
        Measured(now) is { } speed ? TimeSpan.FromSeconds(Math.Min(count / speed, TimeSpan.FromDays(1).TotalSeconds)) : TimeSpan.Zero;

    // A line that has come to a halt is as slow as what it has not done.
    private double? Measured(TimeSpan now)
    {
        var elapsed = now - since;
        return elapsed < 2 * Window ? perSecond : Math.Min(perSecond ?? double.PositiveInfinity, (left + 1) / elapsed.TotalSeconds);
    }
}
