namespace FedMl.Features.Caching;

/// <summary>How long the rows of one view are kept.</summary>
/// <param name="TimeToLive">Age up to which a row answers without the source being asked.</param>
/// <param name="NegativeTimeToLive">The same for keys that have no one row.</param>
/// <param name="MaxAge">Age up to which a row answers, as STALE, while the source cannot be read.</param>
internal sealed record CachePolicy(TimeSpan TimeToLive, TimeSpan NegativeTimeToLive, TimeSpan MaxAge)
{
    /// <returns>Null where nothing is kept.</returns>
    public static CachePolicy? Of(CacheDeclaration? declared, CacheOptions options)
    {
        var timeToLive = declared?.TimeToLive ?? TimeSpan.FromSeconds(options.TimeToLiveSeconds);
        if (timeToLive == TimeSpan.Zero)
        {
            return null;
        }

        var negative = TimeSpan.FromSeconds(options.NegativeTimeToLiveSeconds);
        var maxAge = declared?.StaleWhileError ?? options.StaleWhileError ? declared?.MaxAge ?? TimeSpan.FromSeconds(options.MaxAgeSeconds) : TimeSpan.Zero;
        return new CachePolicy(timeToLive, negative < timeToLive ? negative : timeToLive, maxAge);
    }

    /// <summary>Whether the row answers without the source being asked.</summary>
    public bool IsFresh(CachedRow row, TimeSpan age) => age < (row.IsFound ? TimeToLive : NegativeTimeToLive);

    /// <summary>Whether the row answers while the source cannot be read. That a key had no row is no answer then: there is no status for it.</summary>
    public bool IsUsable(CachedRow row, TimeSpan age) => IsFresh(row, age) || (row.IsFound && age < MaxAge);

    /// <summary>For how long to keep a row.</summary>
    public TimeSpan KeepFor(CachedRow row) => !row.IsFound ? NegativeTimeToLive : MaxAge > TimeToLive ? MaxAge : TimeToLive;
}
