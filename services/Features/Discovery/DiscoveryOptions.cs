using System.ComponentModel.DataAnnotations;

namespace FedMl.Features.Discovery;

/// <summary>How much of the business data people can look at (section <c>Features:Discovery</c>).</summary>
public sealed class DiscoveryOptions
{
    /// <summary>Whether values are shown: sample rows, ranges and histograms. They are business data.</summary>
    public bool ShowValues { get; set; } = true;

    /// <summary>Time for which the list of assets is used before the source is asked again, seconds; 0: for one request.</summary>
    [Range(0, 86_400)]
    public int CatalogSeconds { get; set; } = 60;

    /// <summary>Assets that a search looks through; where there are more, a space must be named.</summary>
    [Range(1, 10_000_000)]
    public int MaxAssets { get; set; } = 100_000;

    /// <summary>Columns of one profile, one sample or one draft.</summary>
    [Range(1, 10_000)]
    public int MaxColumns { get; set; } = 500;

    /// <summary>Rows of one sample.</summary>
    [Range(1, 100_000)]
    public int MaxSampleRows { get; set; } = 1000;

    /// <summary>Size of one sample, bytes; what is larger has fewer rows.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxSampleBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Rows that a profile looks at where the source cannot compute it.</summary>
    [Range(1, 1_000_000)]
    public int ProfileRows { get; set; } = 10_000;

    /// <summary>Profiles, samples and drafts at a time; others wait.</summary>
    [Range(1, 100)]
    public int MaxAtATime { get; set; } = 2;

    /// <summary>Time that one of them may take, seconds.</summary>
    [Range(1, 3600)]
    public int TimeoutSeconds { get; set; } = 60;
}
