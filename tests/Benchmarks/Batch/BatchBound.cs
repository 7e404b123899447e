using System.Diagnostics;
using FedMl.ScoringEngine.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.Benchmarks.Batch;

/// <summary>ONNX Runtime alone on rows that are in memory, a session and a thread each core: what a job is held against.</summary>
internal sealed class BatchBound : IDisposable
{
    private static readonly int[] Sizes = [256, 1024, 4096];

    private readonly InferenceSession[] sessions;
    private readonly float[] rows;

    public BatchBound(byte[] graph, float[] rows)
    {
        this.rows = rows;
        OnnxEnvironment.Ensure(1);
        using var options = OnnxEnvironment.NewSessionOptions();
        sessions = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new InferenceSession(graph, options))];
    }

    /// <summary>Rows a second with the best of the batch sizes.</summary>
    public double Measure() => Sizes.Max(Measure);

    public void Dispose() => Array.ForEach(sessions, session => session.Dispose());

    private double Measure(int size)
    {
        var count = rows.Length / BatchRows.Features;
        var next = 0;
        var start = Stopwatch.GetTimestamp();
        Parallel.ForEach(sessions, new ParallelOptions { MaxDegreeOfParallelism = sessions.Length }, session =>
        {
            using var options = new RunOptions();
            for (int first; (first = Interlocked.Add(ref next, size) - size) < count;)
            {
                var some = Math.Min(size, count - first);
                using var input = OrtValue.CreateTensorValueFromMemory(
                    OrtMemoryInfo.DefaultInstance, rows.AsMemory(first * BatchRows.Features, some * BatchRows.Features), [some, BatchRows.Features]);
                using var outputs = session.Run(options, session.InputNames, [input], session.OutputNames);
            }
        });
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
