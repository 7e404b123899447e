using System.Diagnostics;
using FedMl.ScoringEngine.Scoring;
using Prometheus;

namespace FedMl.ScoringEngine;

/// <summary>The stage histograms of one model, looked up once.</summary>
internal sealed class StageTimes(string model)
{
    private readonly Histogram.Child[] stages = [.. Enum.GetValues<Stage>().Select(stage => EngineMetrics.StageOf(model, stage))];

    /// <param name="stage">The stage.</param>
    /// <param name="ticks">What it took, <see cref="Stopwatch"/> ticks.</param>
    public void Took(Stage stage, long ticks) => stages[(int)stage].Observe((double)ticks / Stopwatch.Frequency);
}
