using System.Diagnostics;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>Names of the stages of a request, as metrics carry them.</summary>
public static class Stage
{
    public const string Decode = "decode";
    public const string Features = "features";
    public const string Run = "run";
    public const string Encode = "encode";
}

/// <summary>Measures the stages of one request one after the other.</summary>
public struct StageClock()
{
    private long started = Stopwatch.GetTimestamp();

    /// <summary>The time since the last call belongs to this stage.</summary>
    public void Observe(string model, string stage)
    {
        var now = Stopwatch.GetTimestamp();
        EngineMetrics.StageTook(model, stage, Stopwatch.GetElapsedTime(started, now).TotalSeconds);
        started = now;
    }
}
