using System.Diagnostics;
using Prometheus;

namespace FedMl.ServiceDefaults.Telemetry;

/// <summary>
/// A histogram of durations for the data plane: each core counts in memory of its own, and the sums go to the metric
/// when it is read. Cores that count in the same place take its cache line from each other, request by request.
/// </summary>
public sealed class CoreHistogram
{
    private readonly Histogram.Child target;
    private readonly double[] seconds;
    private readonly long[] bounds;
    private readonly Cell[][] cores;
    private readonly Lock gate = new();
    private readonly long[] reportedCounts;
    private readonly double[] reportedSeconds;

    /// <param name="target">Whose buckets are <paramref name="buckets"/>.</param>
    /// <param name="buckets">Upper bounds, seconds, ascending.</param>
    public CoreHistogram(Histogram.Child target, IReadOnlyList<double> buckets)
    {
        this.target = target;
        seconds = [.. buckets, double.PositiveInfinity];
        bounds = [.. buckets.Select(bound => (long)(bound * Stopwatch.Frequency))];
        cores = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Cell[seconds.Length])];
        reportedCounts = new long[seconds.Length];
        reportedSeconds = new double[seconds.Length];
        Metrics.DefaultRegistry.AddBeforeCollectCallback(Report);
    }

    /// <summary>Counts one duration.</summary>
    /// <param name="ticks"><see cref="Stopwatch"/> ticks.</param>
    public void Observe(long ticks)
    {
        var bucket = 0;
        while (bucket < bounds.Length && ticks > bounds[bucket])
        {
            bucket++;
        }

        ref var cell = ref cores[Thread.GetCurrentProcessorId() % cores.Length][bucket];
        Interlocked.Increment(ref cell.Count);
        Interlocked.Add(ref cell.Ticks, ticks);
    }

    // All new durations of a bucket count as many times their mean: buckets, count and sum are what they would be one by one.
    private void Report()
    {
        lock (gate)
        {
            for (var bucket = 0; bucket < seconds.Length; bucket++)
            {
                var count = cores.Sum(core => Volatile.Read(ref core[bucket].Count)) - reportedCounts[bucket];
                if (count == 0)
                {
                    continue;
                }

                var sum = (cores.Sum(core => Volatile.Read(ref core[bucket].Ticks)) / (double)Stopwatch.Frequency) - reportedSeconds[bucket];
                // A duration that is being counted now may be in one of the two only: the next report makes up for it.
                var lowest = bucket == 0 ? 0 : Math.BitIncrement(seconds[bucket - 1]);
                var mean = Math.Clamp(sum / count, lowest, seconds[bucket]);
                target.Observe(mean, count);
                reportedCounts[bucket] += count;
                reportedSeconds[bucket] += mean * count;
            }
        }
    }

    // Those of two cores are in different arrays.
    private struct Cell
    {
        public long Count;
        public long Ticks;
    }
}
