using FedMl.ScoringEngine.Batching;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>How a loaded model is run, for clients to know.</summary>
/// <param name="Instances">Sessions that share the load.</param>
/// <param name="MaxBatchRows">Rows of a batch at most; 0: each request runs alone.</param>
/// <param name="MaxBatchDelay">Longest time that a request waits for others while a core is free; zero: it waits for nobody.</param>
/// <param name="Caches">True where equal requests may be answered without a run.</param>
public sealed record Serving(int Instances, int MaxBatchRows, TimeSpan MaxBatchDelay, bool Caches)
{
    internal static Serving Of(ModelRuns runs)
    {
        var batch = runs.Line.Settings.Batch;
        return new Serving(Math.Max(1, runs.Replicas), batch?.MaxRows ?? 0, batch?.Delay ?? TimeSpan.Zero, runs.Caches);
    }
}
