using Prometheus;

namespace FedMl.Features.Caching;

/// <summary>What the cache counts. The hit ratio of a view is its keys of the result <c>hit</c> among all.</summary>
internal sealed class CacheMetrics(IMetricFactory metrics)
{
    private readonly Counter keys = metrics.CreateCounter(
        "fedml_feature_cache_keys_total",
        "Keys asked for, by result: hit (kept), miss (fetched), shared (another request fetched it already), stale (kept, the source cannot be read).",
        ["view", "result"]);

    private readonly Histogram age = metrics.CreateHistogram(
        "fedml_feature_cache_age_seconds",
        "Age of the oldest kept row of an answer.",
        new HistogramConfiguration { LabelNames = ["view"], Buckets = [0.1, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400] });

    private readonly Gauge bytes = metrics.CreateGauge("fedml_feature_cache_bytes", "Estimate of the memory that kept rows take.");

    private readonly Gauge rows = metrics.CreateGauge("fedml_feature_cache_rows", "Rows kept, and keys known to have none.");

    public OfView Of(string view) => new(this, view);

    public void Show(long count, long size)
    {
        rows.Set(count);
        bytes.Set(size);
    }

    /// <summary>The series of one view, looked up once.</summary>
    internal sealed class OfView(CacheMetrics all, string view)
    {
        private readonly Counter.Child hits = all.keys.WithLabels(view, "hit");
        private readonly Counter.Child misses = all.keys.WithLabels(view, "miss");
        private readonly Counter.Child shared = all.keys.WithLabels(view, "shared");
        private readonly Counter.Child stale = all.keys.WithLabels(view, "stale");
        private readonly Histogram.Child ages = all.age.WithLabels(view);

        public void Hit(int count) => hits.Inc(count);

        public void Missed(int fetched, int joined)
        {
            misses.Inc(fetched);
            shared.Inc(joined);
        }

        public void Stale(int count) => stale.Inc(count);

        public void Answered(TimeSpan oldest) => ages.Observe(oldest.TotalSeconds);
    }
}
