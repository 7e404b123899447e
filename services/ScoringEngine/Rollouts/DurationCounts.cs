using System.Diagnostics;
using System.Numerics;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>Counts times without a lock: eight entries each time they double, as <c>VersionMeasurement.durations</c> has them.</summary>
internal sealed class DurationCounts
{
    private const int FirstPower = 10; // 1024 ns.
    private const int Powers = 27;
    private const int PartBits = 3;

    private readonly long[] counts = new long[Powers << PartBits];

    public IReadOnlyList<long> Now => [.. counts.Select((_, i) => Volatile.Read(ref counts[i]))];

    /// <param name="ticks">A time, <see cref="Stopwatch"/> ticks.</param>
    public void Add(long ticks) => Interlocked.Increment(ref counts[EntryOf((long)((Int128)ticks * 1_000_000_000 / Stopwatch.Frequency))]);

    internal static int EntryOf(long nanoseconds)
    {
        if (nanoseconds < 1L << FirstPower)
        {
            return 0;
        }

        var power = BitOperations.Log2((ulong)nanoseconds);
        var part = (int)(nanoseconds >> (power - PartBits)) & ((1 << PartBits) - 1);
        return Math.Min(((power - FirstPower) << PartBits) + part, (Powers << PartBits) - 1);
    }
}
