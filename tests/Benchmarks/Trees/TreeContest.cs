using System.Diagnostics;
using System.Runtime.InteropServices;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Kernels.Building;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.Benchmarks.Trees;

/// <summary>One model under ONNX Runtime and under our own kernel, in turns, each on the same bound memory.</summary>
internal sealed class TreeContest : IDisposable
{
    private const int DistinctRows = 8192;

    private readonly RunWatch watch = new();
    private readonly ModelRuns runs;
    private readonly Kernel kernel;
    private readonly List<float[]> inputs = [];

    public TreeContest(byte[] graph)
    {
        OnnxEnvironment.Ensure(1);
        using var options = OnnxEnvironment.NewSessionOptions();
        var start = Stopwatch.GetTimestamp();
        var session = new InferenceSession(graph, options);
        SessionTime = Stopwatch.GetElapsedTime(start);
        runs = new ModelRuns(session, watch);
        var specs = GraphSpecs.Of(session);
        var layout = GraphLayout.Of(specs.Inputs, specs.Outputs)!;
        runs.Bind(layout, []);
        start = Stopwatch.GetTimestamp();
        var program = RowProgramReader.Read(OnnxGraph.Parse(graph), layout, 10_000_000);
        KernelTime = Stopwatch.GetElapsedTime(start);
        kernel = new Kernel(program, true, true, true);
        var first = 0;
        foreach (var spec in specs.Inputs)
        {
            var width = (int)(spec.Shape.Count > 1 ? spec.Shape[1] : 1);
            inputs.Add(RowsOf(program, first, width));
            first += width;
        }
    }

    /// <summary>Time to make ONNX Runtime's session.</summary>
    public TimeSpan SessionTime { get; }

    /// <summary>Time to make the kernel, without the judge.</summary>
    public TimeSpan KernelTime { get; }

    /// <summary>Largest difference of an answer.</summary>
    public double LargestDifference(int size)
    {
        var largest = 0.0;
        using var run = runs.TryRent(size)!;
        for (var row = 0; row + size <= DistinctRows; row += size)
        {
            Fill(run, row, size);
            var theirs = Answers(run, null);
            var ours = Answers(run, kernel);
            largest = Math.Max(largest, theirs.Zip(ours, (a, b) => Math.Abs((double)a - b)).Max());
        }

        return largest;
    }

    /// <summary>Microseconds a row of both, on one thread or several.</summary>
    public (double Theirs, double Ours) Race(int size, int threads, TimeSpan time) => (Time(null, size, threads, time), Time(kernel, size, threads, time));

    public void Dispose()
    {
        runs.Dispose();
        watch.Dispose();
    }

    private double Time(Kernel? chosen, int size, int threads, TimeSpan time)
    {
        runs.Kernel = chosen;
        var counts = new long[threads];
        var start = Stopwatch.GetTimestamp();
        Thread[] all = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() => counts[thread] = Work(size, thread, start, time)))];
        Array.ForEach(all, t => t.Start());
        Array.ForEach(all, t => t.Join());
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / counts.Sum();
    }

    private long Work(int size, int thread, long start, TimeSpan time)
    {
        using var run = runs.TryRent(size)!;
        using var options = new RunOptions();
        var done = 0L;
        for (var row = thread * 1000 / size * size; Stopwatch.GetElapsedTime(start) < time; row = row + (2 * size) <= DistinctRows ? row + size : 0)
        {
            Fill(run, row, size);
            run.RunBound(options);
            done += size;
        }

        return done;
    }

    private void Fill(BoundRun run, int row, int size)
    {
        for (var input = 0; input < inputs.Count; input++)
        {
            var width = inputs[input].Length / DistinctRows;
            MemoryMarshal.AsBytes(inputs[input].AsSpan(row * width, size * width)).CopyTo(run.Inputs[input].Memory);
        }
    }

    // Spread over the numbers that the trees compare with, so that rows go every way.
    private static float[] RowsOf(RowProgram program, int firstColumn, int width)
    {
        var random = new Random(firstColumn);
        var ranges = Enumerable.Range(firstColumn, width)
            .Select(column => column < program.Thresholds.Count && program.Thresholds[column] is { Length: > 0 } own ? (Low: own.Min(), High: own.Max()) : (-2, 2)).ToList();
        return [.. Enumerable.Range(0, DistinctRows * width).Select(i => ranges[i % width]).Select(r => (float)(r.Low + (random.NextDouble() * (r.High - r.Low))))];
    }

    private float[] Answers(BoundRun run, Kernel? chosen)
    {
        runs.Kernel = chosen;
        using var options = new RunOptions();
        run.RunBound(options);
        return [.. run.Results.Where(r => r.Datatype == Datatype.FP32).SelectMany(r => MemoryMarshal.Cast<byte, float>(r.Bytes).ToArray())];
    }
}
