using System.Globalization;

namespace FedMl.Benchmarks.Swaps;

/// <summary>
/// The command <c>swaps</c>: versions are published one after the other while requests come steadily. Exit code 0 where no
/// request failed, every answer was the one of the version that it names, each version was served in time, and the
/// memory was back afterwards.
/// </summary>
internal static class SwapsCommand
{
    public const string Usage = "usage: swaps [--count N] [--megabytes N]";

    private const int MaxSeconds = 5;
    private const double MaxGrowth = 0.05;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter progress)
    {
        var values = new OptionValues(args, ["count", "megabytes"], []);
        var count = values.Integer("count", 200, 2, 100_000);
        var megabytes = values.Integer("megabytes", 16, 1, 256);
        if (values.Faults.Count > 0)
        {
            await progress.WriteLineAsync(string.Join(Environment.NewLine, values.Faults) + Environment.NewLine + Usage);
            return 2;
        }

        await using var bench = await SwapBench.StartAsync(megabytes);
        var times = new List<TimeSpan>();

        // The first rounds make what is made once.
        for (var swap = 1; swap <= SwapBench.FirstRounds; swap++)
        {
            await bench.SwapAsync();
        }

        var before = await bench.SettledMemoryAsync();
        for (var swap = 1; swap <= count; swap++)
        {
            times.Add(await bench.SwapAsync());
            if (swap % 20 == 0)
            {
                await progress.WriteLineAsync($"{swap} of {count}");
            }
        }

        var after = await bench.SettledMemoryAsync();
        var tally = await bench.EndAsync();
        times.Sort();
        var growth = ((double)after / before) - 1;
        (bool Holds, FormattableString What)[] lines =
        [
            (tally.Failed == 0, $"{tally.Answered} requests answered, {tally.Failed} failed {tally.Why}"),
            (tally.Wrong == 0, $"{tally.Wrong} answers that are not of the version that they name"),
            (times[^1].TotalSeconds <= MaxSeconds, $"{times.Count} versions of {megabytes} MB, published to answering: median {times[times.Count / 2].TotalSeconds:F2} s, 95 % {times[times.Count * 95 / 100].TotalSeconds:F2} s, slowest {times[^1].TotalSeconds:F2} s (at most {MaxSeconds} s)"),
            (growth <= MaxGrowth, $"memory of Scoring with one version loaded: {before / 1e6:F1} MB before, {after / 1e6:F1} MB after, {growth:P1} (at most {MaxGrowth:P0})"),
        ];
        foreach (var (holds, what) in lines)
        {
            await output.WriteLineAsync($"{(holds ? "ok    " : "FAILED")} {what.ToString(CultureInfo.InvariantCulture)}");
        }

        return Array.TrueForAll(lines, l => l.Holds) ? 0 : 1;
    }
}
