namespace FedMl.EndToEnd.Tests.Soak;

/// <summary>Tells whether a process grows: the median of the last third of a time against that of the first.</summary>
internal sealed class Growth
{
    // Measured on a healthy process: code goes on being compiled, and the garbage collector's heap breathes.
    private const double MemoryShare = 0.05;
    private const long MemorySlack = 4 * 1024 * 1024;
    private const int HandleSlack = 8;
    private const int ThreadSlack = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<ProcessFigures> samples;

    private Growth(IReadOnlyList<ProcessFigures> samples) => this.samples = samples;

    /// <summary>What grew, with numbers; empty: nothing did.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            var memory = Medians(s => s.ResidentBytes);
            var handles = Medians(s => s.Handles);
            var threads = Medians(s => s.Threads);
            List<string> faults = [];
            Add(faults, "bytes of memory", memory, (long)(memory.First * MemoryShare) + MemorySlack);
            Add(faults, "handles", handles, HandleSlack);
            Add(faults, "threads", threads, ThreadSlack);
            return faults;
        }
    }

    public override string ToString() =>
        $"memory {Medians(s => s.ResidentBytes)}, handles {Medians(s => s.Handles)}, threads {Medians(s => s.Threads)}, {samples.Count} samples";

    /// <summary>Watches a process for a time, or until it is cancelled.</summary>
    public static async Task<Growth> WatchAsync(int process, TimeSpan duration, CancellationToken cancellationToken)
    {
        List<ProcessFigures> samples = [];
        using var timer = new PeriodicTimer(Pause);
        while (samples.Count < duration / Pause)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            samples.Add(ProcessFigures.Of(process));
        }

        return new Growth(samples);
    }

    private static void Add(List<string> faults, string what, (long First, long Last) medians, long slack)
    {
        if (medians.Last > medians.First + slack)
        {
            faults.Add($"{what} grew from {medians.First} to {medians.Last}");
        }
    }

    private (long First, long Last) Medians(Func<ProcessFigures, long> figure)
    {
        var third = samples.Count / 3;
        return (Median(samples.Take(third).Select(figure)), Median(samples.TakeLast(third).Select(figure)));
    }

    private static long Median(IEnumerable<long> values)
    {
        long[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
