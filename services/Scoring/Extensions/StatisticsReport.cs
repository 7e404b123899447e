using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Statistics;
using FedMl.ScoringEngine.Store;

namespace FedMl.Scoring.Extensions;

/// <summary>Extension <c>statistics</c>: what requests cost, of each loaded version.</summary>
internal sealed class StatisticsReport(ModelStore models)
{
    /// <param name="name">Name of the model; empty: all.</param>
    /// <param name="version">Version or alias; empty: all that are loaded.</param>
    public ModelStatisticsResponse Of(string name, string version)
    {
        var response = new ModelStatisticsResponse();
        response.ModelStats.AddRange(Find(name, version).Select(Describe));
        return response;
    }

    private IReadOnlyList<LoadedModel> Find(string name, string version)
    {
        if (name.Length == 0)
        {
            return models.Loaded("");
        }

        // Throws where there is none.
        using var use = models.Acquire(name, version);
        return version.Length == 0 ? models.Loaded(name) : [use.Model];
    }

    private static ModelStatistics Describe(LoadedModel model)
    {
        var counters = model.Counters;
        var statistics = new ModelStatistics
        {
            Name = model.Key.Model,
            Version = model.Key.Version,
            LastInference = (ulong)(counters.Last?.ToUnixTimeMilliseconds() ?? 0),
            InferenceCount = (ulong)counters.Rows,
            ExecutionCount = (ulong)counters.Executions,
            InferenceStats = new InferStatistics
            {
                Success = Duration(counters.Success),
                Fail = Duration(counters.Failure),
                Queue = Duration(counters.Queue),
                ComputeInput = Duration(counters.Input),
                ComputeInfer = Duration(counters.Infer),
                ComputeOutput = Duration(counters.Output),
                CacheHit = Duration(counters.CacheHit),
                CacheMiss = Duration(counters.CacheMiss),
            },
        };
        statistics.BatchStats.AddRange(counters.Batches.Select(batch => new InferBatchStatistics
        {
            BatchSize = (ulong)batch.Rows,
            ComputeInput = Duration(batch.Input),
            ComputeInfer = Duration(batch.Infer),
            ComputeOutput = Duration(batch.Output),
        }));
        return statistics;
    }

    private static StatisticDuration Duration(DurationCount count) => new() { Count = (ulong)count.Count, Ns = (ulong)count.Nanoseconds };
}
