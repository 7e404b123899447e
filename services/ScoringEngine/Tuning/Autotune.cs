using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Tuning;

/// <summary>
/// Measures a model on this machine, one way to run it after the other in several interleaved rounds, and tells the
/// best. What is simpler stays unless something else is clearly better.
/// </summary>
/// <param name="callers">Requests under way at a time.</param>
/// <param name="round">Time of one round of one trial.</param>
/// <param name="rounds">Rounds of each.</param>
public sealed class Autotune(int callers, TimeSpan round, int rounds)
{
    // Noise on a shared machine is of this size.
    private const double ClearlyBetter = 1.05;
    private static readonly int[] BatchSizes = [8, 32, 128];
    private const double SomeDelay = 1;

    /// <summary>Measures; the first of the results is the best.</summary>
    /// <exception cref="ServiceException">MODEL_LOAD_FAILED, or NOT_SUPPORTED where the graph leaves nothing to tune.</exception>
    public async Task<IReadOnlyList<TrialResult>> RunAsync(byte[] graph, CancellationToken cancellationToken)
    {
        OnnxEnvironment.Ensure(1);
        var layout = LayoutOf(graph);
        List<TrialResult> results = [];
        var best = await BestAsync([.. ThreadCounts().SelectMany(ReplicasOf)], new TrialSettings(1, 1, 0, 0));
        if (layout.IsRowWise && IsIndependent(best, layout, graph, cancellationToken))
        {
            best = await BestAsync([.. BatchSizes.Select(rows => best with { BatchRows = rows })], best);
            if (best.BatchRows > 0)
            {
                best = await BestAsync([best with { DelayMilliseconds = SomeDelay }], best);
            }
        }

        return [results.First(r => r.Settings == best), .. results.Where(r => r.Settings != best)];

        async Task<TrialSettings> BestAsync(TrialSettings[] others, TrialSettings simplest)
        {
            TrialSettings[] candidates = [simplest, .. others.Where(o => o != simplest)];
            var measured = await MeasureAsync(candidates, layout, graph, cancellationToken);
            results.RemoveAll(r => candidates.Contains(r.Settings));
            results.AddRange(measured);
            var fastest = measured.MaxBy(r => r.RequestsPerSecond)!;
            return fastest.RequestsPerSecond > measured[0].RequestsPerSecond * ClearlyBetter ? fastest.Settings : simplest;
        }
    }

    private async Task<List<TrialResult>> MeasureAsync(TrialSettings[] candidates, GraphLayout layout, byte[] graph, CancellationToken cancellationToken)
    {
        var trials = candidates.Select(c => new Trial(c, layout, graph)).ToList();
        try
        {
            var figures = trials.Select(_ => new List<(double PerSecond, double Microseconds)>()).ToList();
            for (var i = 0; i <= rounds; i++)
            {
                for (var t = 0; t < trials.Count; t++)
                {
                    var figure = await trials[t].RunAsync(callers, round, cancellationToken);

                    // The first round warms up.
                    if (i > 0)
                    {
                        figures[t].Add(figure);
                    }
                }
            }

            return [.. trials.Select((trial, t) => new TrialResult(
                trial.Settings,
                Median(figures[t].Select(f => f.PerSecond)),
                Median(figures[t].Select(f => f.Microseconds)),
                trial.Costs.Measure(1, cancellationToken)?.TotalMicroseconds ?? double.NaN))];
        }
        finally
        {
            trials.ForEach(t => t.Dispose());
        }
    }

    private static GraphLayout LayoutOf(byte[] graph)
    {
        try
        {
            using var options = OnnxEnvironment.NewSessionOptions();
            using var session = new InferenceSession(graph, options);
            var specs = GraphSpecs.Of(session);
            return GraphLayout.Of(specs.Inputs, specs.Outputs)
                ?? throw new ServiceException(ErrorReason.NotSupported, "The sizes of this graph's tensors do not follow from the number of rows, so its runs are neither pooled nor batched: there is nothing to tune.");
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ServiceException(ErrorReason.ModelLoadFailed, "ONNX Runtime cannot load the model.", null, exception);
        }
    }

    private static bool IsIndependent(TrialSettings settings, GraphLayout layout, byte[] graph, CancellationToken cancellationToken)
    {
        using var trial = new Trial(settings with { BatchRows = 0 }, layout, graph);
        return trial.Costs.RowsAreIndependent(8, cancellationToken);
    }

    private static IEnumerable<int> ThreadCounts()
    {
        for (var threads = 1; threads <= Environment.ProcessorCount; threads *= 2)
        {
            yield return threads;
        }
    }

    private static IEnumerable<TrialSettings> ReplicasOf(int threads)
    {
        yield return new TrialSettings(threads, 1, 0, 0);
        if (Environment.ProcessorCount > 1)
        {
            yield return new TrialSettings(threads, Environment.ProcessorCount, 0, 0);
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
