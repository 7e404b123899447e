using System.Diagnostics;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>The stages of a request, as metrics name them in lower case.</summary>
public enum Stage
{
    Decode,
    Queue,
    Features,
    Run,
    Encode,
}

/// <summary>Measures the stages of one request one after the other.</summary>
/// <param name="started">When it began, <see cref="Stopwatch"/> ticks.</param>
public struct StageClock(long started)
{
    private long started = started;

    public StageClock()
        : this(Stopwatch.GetTimestamp())
    {
    }

    /// <summary>The time since the last call belongs to this stage.</summary>
    public void Observe(LoadedModel model, Stage stage)
    {
        var now = Stopwatch.GetTimestamp();
        model.Stages.Took(stage, now - started);
        started = now;
    }

    /// <summary>The time since the last call belongs to the run, but for its wait.</summary>
    public void ObserveRun(LoadedModel model, ModelRun run)
    {
        model.Stages.Took(Stage.Queue, run.Waited);
        started += run.Waited;
        Observe(model, Stage.Run);
    }
}
