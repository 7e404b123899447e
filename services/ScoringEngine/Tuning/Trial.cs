using System.Diagnostics;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Loading;
using FedMl.ScoringEngine.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Tuning;

/// <summary>A model run in one way, under a closed loop of callers with one row each.</summary>
internal sealed class Trial : IDisposable
{
    private readonly RunWatch watch = new();
    private readonly ModelRuns runs;

    public Trial(TrialSettings settings, GraphLayout layout, byte[] graph)
    {
        Settings = settings;
        InferenceSession NewSession()
        {
            using var options = OnnxEnvironment.NewSessionOptions(settings.Threads);
            return new InferenceSession(graph, options);
        }

        runs = new ModelRuns(NewSession(), watch);
        runs.Bind(layout, [.. Enumerable.Range(1, settings.Replicas - 1).Select(_ => NewSession())]);
        runs.Line.Settings = new LineSettings(
            Environment.ProcessorCount, int.MaxValue, settings.BatchRows == 0 ? null : new BatchSettings(settings.BatchRows, TimeSpan.FromMilliseconds(settings.DelayMilliseconds)));
        Costs = new RunCosts(runs);
    }

    public TrialSettings Settings { get; }

    public RunCosts Costs { get; }

    /// <summary>One round.</summary>
    /// <returns>Requests a second, and the median time of one in microseconds.</returns>
    public async Task<(double PerSecond, double Microseconds)> RunAsync(int callers, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var times = await Task.WhenAll(Enumerable.Range(0, callers).Select(seed => Task.Run(() => CallAsync(seed, end, cancellationToken), cancellationToken)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long[] all = [.. times.SelectMany(t => t).Order()];
        return (all.Length / seconds, Stopwatch.GetElapsedTime(0, all[all.Length / 2]).TotalMicroseconds);
    }

    public void Dispose()
    {
        runs.Dispose();
        watch.Dispose();
    }

    private async Task<List<long>> CallAsync(int seed, long end, CancellationToken cancellationToken)
    {
        List<long> times = [];
        var costs = new RunCosts(runs, seed);
        do
        {
            using var run = runs.TryRent(1)!;
            costs.Fill(run);
            var began = Stopwatch.GetTimestamp();
            await run.ExecuteAsync(cancellationToken);
            times.Add(Stopwatch.GetTimestamp() - began);

            // A run that ends at once would keep the thread, and the other callers from theirs.
            await Task.Yield();
        }
        while (Stopwatch.GetTimestamp() < end);
        return times;
    }
}
