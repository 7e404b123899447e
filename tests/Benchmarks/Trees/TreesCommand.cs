using System.Globalization;
using FedMl.Benchmarks.Processes;
using FedMl.Tests.Onnx;

namespace FedMl.Benchmarks.Trees;

/// <summary>The command <c>trees</c>: our own kernel against ONNX Runtime, in one process. Exit code 0 where every answer was right.</summary>
internal static class TreesCommand
{
    public const string Usage = "usage: trees [--rounds N] [--milliseconds N]";

    private const double Tolerance = 1e-6;

    private static readonly int[] Sizes = [1, 8, 64, 4096];

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter progress)
    {
        if (!OptionsOf(args, out var rounds, out var time))
        {
            await progress.WriteLineAsync(Usage);
            return 2;
        }

        await progress.WriteLineAsync("training …");
        var right = true;
        var threads = Environment.ProcessorCount;
        await output.WriteLineAsync("| model | rows a run | ONNX Runtime, µs a row | ours | times as fast | all cores | largest difference |");
        await output.WriteLineAsync("|---|---|---|---|---|---|---|");
        foreach (var (name, graph) in Models())
        {
            using var contest = new TreeContest(graph);
            foreach (var size in Sizes)
            {
                var difference = contest.LargestDifference(size);
                right &= difference <= Tolerance;
                contest.Race(size, 1, time);
                var alone = Enumerable.Range(0, rounds).Select(_ => contest.Race(size, 1, time)).ToList();
                var all = Enumerable.Range(0, rounds).Select(_ => contest.Race(size, threads, time)).ToList();
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {size} | {Median(alone, r => r.Theirs):F2} | {Median(alone, r => r.Ours):F2} | {Median(alone, r => r.Theirs / r.Ours):F1} | {Median(all, r => r.Theirs / r.Ours):F1} | {difference:E1} |"));
            }

            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"| {name} | load | {contest.SessionTime.TotalMilliseconds:F0} ms | {contest.KernelTime.TotalMilliseconds:F0} ms | | | |"));
        }

        return right ? 0 : 1;
    }

    private static IEnumerable<(string Name, byte[] Graph)> Models()
    {
        yield return ("300 complete trees, depth 6", Networks.BoostedTrees(300, 6, TrainedTrees.Features, 1));
        var boosted = TrainedTrees.Boost(1000);
        yield return ("100 boosted trees, 31 leaves", TrainedTrees.ToOnnx(boosted, 100));
        yield return ("1,000 boosted trees, 31 leaves", TrainedTrees.ToOnnx(boosted, 1000));
        yield return ("sample breast-cancer, 30 inputs", File.ReadAllBytes(RepositoryFiles.Sample("breast-cancer")));
        yield return ("forest of 100 deep trees", TrainedTrees.ToOnnx(TrainedTrees.Forest(100), 100));
    }

    private static double Median(List<(double Theirs, double Ours)> rounds, Func<(double Theirs, double Ours), double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);

    private static bool OptionsOf(string[] args, out int rounds, out TimeSpan time)
    {
        (rounds, time) = (5, TimeSpan.FromMilliseconds(200));
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 10_000)
            {
                return false;
            }

            switch (args[i])
            {
                case "--rounds":
                    rounds = number;
                    break;
                case "--milliseconds":
                    time = TimeSpan.FromMilliseconds(number);
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
