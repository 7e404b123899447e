using Prometheus;

namespace FedMl.ScoringEngine.Caching;

/// <summary>The cache metrics of one model, looked up once; its versions add up.</summary>
internal sealed class CacheMetrics(string model)
{
    private readonly Counter.Child hits = EngineMetrics.CacheLookupsOf(model, "hit");
    private readonly Counter.Child misses = EngineMetrics.CacheLookupsOf(model, "miss");
    private readonly Counter.Child evictions = EngineMetrics.CacheEvictionsOf(model);
    private readonly Gauge.Child bytes = EngineMetrics.CacheBytesOf(model);

    public void Hit() => hits.Inc();

    public void Miss() => misses.Inc();

    public void Evicted() => evictions.Inc();

    public void Changed(long change) => bytes.Inc(change);
}
