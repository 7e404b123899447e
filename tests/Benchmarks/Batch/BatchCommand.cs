using System.Globalization;
using FedMl.Benchmarks.Trees;
using FedMl.Tests.Onnx;

namespace FedMl.Benchmarks.Batch;

/// <summary>
/// The command <c>batch</c>: rows of a Parquet file through boosted trees into Parquet files, as a process of its own,
/// against ONNX Runtime alone on the same rows in memory.
/// </summary>
internal static class BatchCommand
{
    public const string Usage = "usage: batch [--rows N[,N…]] [--rounds N] [--model complete|boosted]";

    private const int ChunkRows = 65_536;
    private const int MaxBoundRows = 1_000_000;
    private const double Goal = 0.95;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter progress)
    {
        var options = new OptionValues(args, ["rows", "rounds", "model"], []);
        int[] sizes = [.. (options.Text("rows") ?? "1000000").Split(',').Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out var rows) ? rows : 0)];
        var rounds = int.TryParse(options.Text("rounds") ?? "3", CultureInfo.InvariantCulture, out var count) ? count : 0;
        if (options.Faults.Count > 0 || sizes.Any(rows => rows < 1) || rounds < 1)
        {
            await progress.WriteLineAsync(string.Join(Environment.NewLine, [.. options.Faults, Usage]));
            return 2;
        }

        var graph = options.Text("model") == "boosted" ? TrainedTrees.ToOnnx(TrainedTrees.Boost(300), 300) : Networks.BoostedTrees(300, 6, BatchRows.Features, 1);
        var folder = Directory.CreateTempSubdirectory("fedml-bench-").FullName;
        try
        {
            await WriteModelAsync(folder, graph);
            await output.WriteLineAsync("| rows | bound, rows/s | job, rows/s, with its start | ratio | without its start | ratio | memory at 10 %, at the end, most, MB |");
            await output.WriteLineAsync("|---|---|---|---|---|---|---|");
            var reached = true;
            foreach (var rows in sizes)
            {
                reached &= await MeasureAsync(folder, graph, rows, rounds, output) >= Goal;
            }

            return reached ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> MeasureAsync(string folder, byte[] graph, int rows, int rounds, TextWriter output)
    {
        var source = Path.Combine(folder, "rows.parquet");
        BatchRows.Write(source, rows);
        BatchRows.Write(Path.Combine(folder, "few.parquet"), 1);
        using var bound = new BatchBound(graph, BatchRows.InMemory(Math.Min(rows, MaxBoundRows)));
        List<(double Bound, BatchRun Job, double Start)> measured = [];
        for (var round = 0; round < rounds; round++)
        {
            var start = await RunAsync(folder, "few.parquet", 1);
            measured.Add((bound.Measure(), await RunAsync(folder, "rows.parquet", (rows + ChunkRows - 1) / ChunkRows), start.Seconds));
        }

        var best = Median(measured, m => m.Bound);
        var whole = rows / Median(measured, m => m.Job.Seconds);
        var without = rows / Median(measured, m => m.Job.Seconds - m.Start);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {rows:N0} | {best:N0} | {whole:N0} | {whole / best:F2} | {without:N0} | {without / best:F2} | {Median(measured, m => m.Job.MiddleMegabytes):F0}, {Median(measured, m => m.Job.LastMegabytes):F0}, {measured.Max(m => m.Job.PeakMegabytes):F0} |"));
        return whole / best;
    }

    private static async Task<BatchRun> RunAsync(string folder, string source, int chunks)
    {
        var sink = Path.Combine(folder, "scores");
        if (Directory.Exists(sink))
        {
            Directory.Delete(sink, recursive: true);
        }

        return await BatchRun.RunAsync(
            [
                "--model.folder", Path.Combine(folder, "trees/1"), "--source.path", Path.Combine(folder, source), "--sink.path", sink,
                "--keys", "id", "--limits.chunkRows", ChunkRows.ToString(CultureInfo.InvariantCulture),
            ],
            Path.Combine(sink, "_job/part-0000-of-0001.checkpoint"),
            chunks);
    }

    private static async Task WriteModelAsync(string folder, byte[] graph)
    {
        var version = Directory.CreateDirectory(Path.Combine(folder, "trees/1")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(version, "model.onnx"), graph);
        var columns = string.Join(", ", Enumerable.Range(0, BatchRows.Features).Select(i => $"{{ name: f{i} }}"));
        var (input, result) = ModelNames.Of(graph);
        await File.WriteAllTextAsync(Path.Combine(version, "signature.yaml"), $$"""
            inputs: [ { name: {{input}}, columns: [ {{columns}} ] } ]
            outputs: [ { name: score, onnx: {{result}} } ]
            """);
    }

    private static double Median<T>(List<T> rounds, Func<T, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);
}
