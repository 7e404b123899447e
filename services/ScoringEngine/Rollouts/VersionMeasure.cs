using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>Counts what one version does in one step of a plan. The data plane calls it; it takes no lock.</summary>
internal sealed class VersionMeasure(string version, IEnumerable<TensorSpec> outputs)
{
    private readonly DurationCounts durations = new();
    private readonly PredictionDistribution predictions = new(outputs);
    private long answered;
    private long failed;
    private long same;
    private long different;
    private long shadowFailed;

    public void Answered(ModelRun run, long ticks)
    {
        durations.Add(ticks);
        predictions.Add(run.Outputs);
        Interlocked.Increment(ref answered);
    }

    public void Failed() => Interlocked.Increment(ref failed);

    public void Shadowed(ShadowResult result)
    {
        switch (result)
        {
            case ShadowResult.Same:
                Interlocked.Increment(ref same);
                break;
            case ShadowResult.Different:
                Interlocked.Increment(ref different);
                break;
            case ShadowResult.Failed or ShadowResult.Incompatible:
                Interlocked.Increment(ref shadowFailed);
                break;
            default:
                break; // It never saw what was dropped.
        }
    }

    public VersionMeasurement ToMessage() => new()
    {
        Version = version,
        Answered = Volatile.Read(ref answered),
        Failed = Volatile.Read(ref failed),
        Durations = { durations.Now },
        Predictions = { predictions.Now },
        ShadowSame = Volatile.Read(ref same),
        ShadowDifferent = Volatile.Read(ref different),
        ShadowFailed = Volatile.Read(ref shadowFailed),
    };
}
