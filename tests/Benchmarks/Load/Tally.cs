using System.Diagnostics;
using FedMl.Benchmarks.Wires;
using HdrHistogram;

namespace FedMl.Benchmarks.Load;

/// <summary>What became of the requests of one connection, or of all.</summary>
internal sealed class Tally
{
    private const long Longest = 100_000_000_000;
    private const int Digits = 3;

    // Nanoseconds; steps below 64 ns are noise.
    private readonly LongHistogram latencies = new(64, Longest, Digits);
    private readonly LongHistogram delays = new(64, Longest, Digits);
    private readonly SortedDictionary<string, FaultCount> faults = new(StringComparer.Ordinal);

    public long Right { get; private set; }

    /// <summary>Requests of an open loop that never started, because too many were in flight.</summary>
    public long Unsent { get; set; }

    public IReadOnlyDictionary<string, FaultCount> Faults => faults;

    /// <summary>A right answer came.</summary>
    /// <param name="intended">When the request was meant to start, ticks of the stopwatch.</param>
    /// <param name="started">When it started.</param>
    /// <param name="now">When the answer was there.</param>
    public void Count(long intended, long started, long now)
    {
        Right++;
        latencies.RecordValue(Nanoseconds(intended, now));
        delays.RecordValue(Nanoseconds(intended, started));
    }

    public void Count(Fault fault) =>
        faults[fault.Kind] = faults.TryGetValue(fault.Kind, out var count) ? count with { Count = count.Count + 1 } : new FaultCount(1, fault.Detail);

    public void Add(Tally other)
    {
        Right += other.Right;
        Unsent += other.Unsent;
        latencies.Add(other.latencies);
        delays.Add(other.delays);
        foreach (var (kind, count) in other.faults)
        {
            faults[kind] = faults.TryGetValue(kind, out var ours) ? ours with { Count = ours.Count + count.Count } : count;
        }
    }

    /// <summary>Time from intended start to answer that a share of the right answers kept, microseconds; 0 where there are none.</summary>
    public double LatencyMicroseconds(double percentile) => Microseconds(latencies, percentile);

    /// <summary>How late requests started, microseconds: the generator's own share, or waiting for a free slot.</summary>
    public double DelayMicroseconds(double percentile) => Microseconds(delays, percentile);

    private static double Microseconds(LongHistogram histogram, double percentile) =>
        histogram.TotalCount == 0 ? 0 : histogram.GetValueAtPercentile(percentile) / 1000.0;

    private static long Nanoseconds(long from, long to) =>
        Math.Clamp((long)((to - from) * (1e9 / Stopwatch.Frequency)), 0, Longest);
}

/// <summary>Faults of one kind.</summary>
/// <param name="Count">How many.</param>
/// <param name="First">What the first of them said.</param>
internal sealed record FaultCount(long Count, string First);
