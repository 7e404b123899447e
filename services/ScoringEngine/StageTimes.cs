using System.Collections.Concurrent;
using System.Diagnostics;
using FedMl.ScoringEngine.Scoring;
using FedMl.ServiceDefaults.Telemetry;

namespace FedMl.ScoringEngine;

/// <summary>The stage histograms of one model, whichever of its versions runs.</summary>
internal sealed class StageTimes
{
    // Their series stay as long as the process, and so do they. Names come from the registry, so they are bounded.
    private static readonly ConcurrentDictionary<string, Lazy<StageTimes>> Known = [];

    private readonly CoreHistogram[] stages;

    private StageTimes(string model) => stages = [.. Enum.GetValues<Stage>().Select(stage => EngineMetrics.StageOf(model, stage))];

    public static StageTimes Of(string model) => Known.GetOrAdd(model, static name => new Lazy<StageTimes>(() => new StageTimes(name))).Value;

    /// <param name="stage">The stage.</param>
    /// <param name="ticks">What it took, <see cref="Stopwatch"/> ticks.</param>
    public void Took(Stage stage, long ticks) => stages[(int)stage].Observe(ticks);
}
