using FedMl.Features.Sources;
using FedMl.Features.Views;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Caching;

/// <summary>
/// The rows that are kept of all views, in bounded memory. Full, it drops those that were not asked for longest, and
/// meanwhile keeps nothing new.
/// </summary>
internal sealed class RowCache : IDisposable
{
    private readonly MemoryCache rows;
    private readonly CacheOptions options;
    private readonly CacheMetrics metrics;
    private readonly TimeProvider time;

    public RowCache(IOptions<FeaturesOptions> options, CacheMetrics metrics, TimeProvider time)
    {
        this.options = options.Value.Cache;
        this.metrics = metrics;
        this.time = time;
        rows = new MemoryCache(new MemoryCacheOptions { SizeLimit = this.options.MaxBytes, TrackStatistics = true, Clock = new Clock(time) });
    }

    /// <summary>Estimate of the memory taken, bytes.</summary>
    public long Bytes => rows.GetCurrentStatistics()!.CurrentEstimatedSize ?? 0;

    public int Count => rows.Count;

    /// <summary>Puts itself before a reader, where the view or the configuration says that its rows are kept.</summary>
    public IRowReader Over(IRowReader reader, FeatureView view) =>
        CachePolicy.Of(view.Cache, options) is { } policy ? new CachedReader(reader, view.Plan, this, policy, metrics.Of(view.Name), time) : reader;

    public CachedRow? Find(RowKey key) => rows.TryGetValue(key, out var row) ? (CachedRow?)row : null;

    /// <param name="key">A copy.</param>
    /// <param name="row">What to keep.</param>
    /// <param name="duration">For how long; none: it is not kept.</param>
    public void Keep(RowKey key, CachedRow row, TimeSpan duration)
    {
        if (duration > TimeSpan.Zero)
        {
            using var entry = rows.CreateEntry(key);
            entry.Value = row;
            entry.Size = row.Bytes + key.Bytes;
            entry.AbsoluteExpirationRelativeToNow = duration;
        }
    }

    /// <summary>Forgets what belongs to a reader that is no longer used.</summary>
    public void Forget(object reader)
    {
        foreach (var key in rows.Keys.OfType<RowKey>().Where(key => key.IsOf(reader)))
        {
            rows.Remove(key);
        }
    }

    public void ShowSize() => metrics.Show(Count, Bytes);

    public void Dispose() => rows.Dispose();

    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
