using System.Collections.Concurrent;
using FedMl.Protos.Features.V1;
using Prometheus;

namespace FedMl.Features;

/// <summary>What this service counts. View names come from declared files, never from requests, so series are bounded.</summary>
internal sealed class FeaturesMetrics(IMetricFactory metrics)
{
    private static readonly double[] Buckets = [0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    // Looked up for each answer.
    private readonly ConcurrentDictionary<(string View, ValueStatus Status), Counter.Child> counters = new();
    private readonly ConcurrentDictionary<string, Histogram.Child> histograms = new();

    private readonly Histogram fetches = metrics.CreateHistogram(
        "fedml_feature_fetch_duration_seconds",
        "Time that reading the rows of one view took.",
        new HistogramConfiguration { LabelNames = ["source"], Buckets = Buckets });

    private readonly Counter values = metrics.CreateCounter(
        "fedml_feature_values_total", "Values answered, by status.", ["view", "status"]);

    private readonly Counter hedged = metrics.CreateCounter(
        "fedml_feature_hedged_reads_total", "Reads that were asked for twice because they took long, by which answer counted.", ["answer"]);

    private readonly Counter streamed = metrics.CreateCounter("fedml_feature_rows_streamed_total", "Rows of scans and historical reads sent, by view.", ["view"]);

    private readonly Counter predictions = metrics.CreateCounter(
        "fedml_prediction_rows_total", "Rows of predictions acknowledged: written, or repeated because they were there.", ["outcome"]);

    private readonly Gauge faults = metrics.CreateGauge("fedml_feature_view_faults", "Faults of feature views now.");

    private readonly Gauge views = metrics.CreateGauge("fedml_feature_views", "Feature views served.");

    public void Fetched(string source, TimeSpan took) => histograms.GetOrAdd(source, static (source, fetches) => fetches.WithLabels(source), fetches).Observe(took.TotalSeconds);

    public void Answered(string view, ValueStatus status, int count)
    {
        if (count > 0)
        {
            counters.GetOrAdd((view, status), static (series, values) => values.WithLabels(series.View, series.Status.ToString().ToLowerInvariant()), values).Inc(count);
        }
    }

    /// <param name="answer"><c>first</c> or <c>second</c>.</param>
    public void Hedged(string answer) => hedged.WithLabels(answer).Inc();

    public void Streamed(string view, int rows) => streamed.WithLabels(view).Inc(rows);

    public void Written(long written, long repeated)
    {
        predictions.WithLabels("written").Inc(written);
        predictions.WithLabels("repeated").Inc(repeated);
    }

    public void Show(int served, int faulty)
    {
        views.Set(served);
        faults.Set(faulty);
    }
}
