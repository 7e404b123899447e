using System.ComponentModel.DataAnnotations;

namespace FedMl.Features.Caching;

/// <summary>
/// How long rows that were read are kept (section <c>Features:Cache</c>), for views that do not say it themselves.
/// </summary>
public sealed class CacheOptions
{
    /// <summary>Memory that all kept rows may take together, bytes.</summary>
    [Range(1024 * 1024, 64L * 1024 * 1024 * 1024)]
    public long MaxBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>For how long a row answers without the source being asked again, seconds; 0: never.</summary>
    [Range(0, 86_400)]
    public int TimeToLiveSeconds { get; set; }

    /// <summary>The same for keys that have no one row, seconds; never more than the view's own time; 0: they are not kept.</summary>
    [Range(0, 86_400)]
    public int NegativeTimeToLiveSeconds { get; set; } = 10;

    /// <summary>Whether older rows answer, as STALE, while the source cannot be read.</summary>
    public bool StaleWhileError { get; set; }

    /// <summary>Age up to which they do, seconds.</summary>
    [Range(1, 30 * 86_400)]
    public int MaxAgeSeconds { get; set; } = 3600;
}
