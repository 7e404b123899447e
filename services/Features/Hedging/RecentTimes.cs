namespace FedMl.Features.Hedging;

/// <summary>How long the last reads took.</summary>
internal sealed class RecentTimes
{
    /// <summary>Reads that are remembered.</summary>
    public const int Remembered = 128;

    /// <summary>With fewer, nothing is known of what is usual.</summary>
    public const int Fewest = 20;

    private const int UsualPercent = 95;
    private const int ReadsBetweenLooks = 16;

    private readonly Lock gate = new();
    private readonly TimeSpan[] times = new TimeSpan[Remembered];
    private int count;
    private TimeSpan? usual;

    /// <summary>What 95 of a hundred of them did not exceed; null: not known yet.</summary>
    public TimeSpan? Usual
    {
        get
        {
            lock (gate)
            {
                return usual;
            }
        }
    }

    public void Add(TimeSpan took)
    {
        lock (gate)
        {
            times[count++ % Remembered] = took;
            if (count == Fewest || (count > Fewest && count % ReadsBetweenLooks == 0))
            {
                TimeSpan[] sorted = [.. times.Take(Math.Min(count, Remembered)).Order()];
                usual = sorted[((sorted.Length * UsualPercent) - 1) / 100];
            }

            // It only tells the places apart, and must not overflow.
            count = count == 2 * Remembered ? Remembered : count;
        }
    }
}
