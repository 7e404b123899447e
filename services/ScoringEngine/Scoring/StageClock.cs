using System.Diagnostics;
using FedMl.ScoringEngine.Caching;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Statistics;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>Measures the stages of one request one after the other.</summary>
/// <param name="started">When it began, <see cref="Stopwatch"/> ticks.</param>
public struct StageClock(long started)
{
    private long started = started;
    private RequestTicks took;

    public StageClock()
        : this(Stopwatch.GetTimestamp())
    {
    }

    /// <summary>The time since the last call belongs to this stage.</summary>
    public void Observe(LoadedModel model, Stage stage)
    {
        var now = Stopwatch.GetTimestamp();
        model.Stages.Took(stage, now - started);
        took = stage switch
        {
            Stage.Cache or Stage.Run => took with { Infer = took.Infer + now - started },
            Stage.Explain or Stage.Encode => took with { Output = took.Output + now - started },
            _ => took with { Input = took.Input + now - started },
        };
        started = now;
    }

    /// <summary>The time since the last call belongs to the run, but for its wait; or to the cache where nothing ran.</summary>
    public void ObserveRun(LoadedModel model, ModelRun run)
    {
        if (run.CacheLookup.Result == CacheResult.Hit)
        {
            Observe(model, Stage.Cache);
            return;
        }

        model.Stages.Took(Stage.Queue, run.Waited);
        took = took with { Queue = run.Waited };
        started += run.Waited;
        Observe(model, Stage.Run);
    }

    /// <summary>The time since the last call went into the answer, and the request is done: now a shadow version may see it.</summary>
    public void End(LoadedModel model, ModelRun run)
    {
        Observe(model, Stage.Encode);
        model.Counters.Answered(run, took);
        model.Shadow?.Mirror(run);
    }
}
