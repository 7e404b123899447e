namespace FedMl.Tests.Datasphere;

/// <summary>How the server behaves where tenants differ. Can be changed between requests.</summary>
public sealed class Behaviour
{
    /// <summary>Path below which everything is.</summary>
    public string Prefix { get; set; } = "/api/v1/datasphere/consumption";

    /// <summary>What answers instead with JSON that was rendered before; null, or null of it: nothing does.</summary>
    public Func<SeenRequest, byte[]?>? Instead { get; set; }

    /// <summary>By how much its clock is ahead of ours.</summary>
    public TimeSpan ClockAhead { get; set; }

    /// <summary>Entries of one page of rows.</summary>
    public int PageSize { get; set; } = 50_000;

    /// <summary>Most rows that are answered under <c>$top</c>, without a word that there are more; null: as many as asked for.</summary>
    public int? MostOfTop { get; set; }

    /// <summary>Entries of one page of the catalog.</summary>
    public int CatalogPageSize { get; set; } = 500;

    public NextLinkForm NextLinks { get; set; } = NextLinkForm.Absolute;

    /// <summary>What stands in <c>@odata.nextLink</c> instead of the right link; null: the right one.</summary>
    public Func<string, string>? FalseNextLink { get; set; }

    /// <summary>What stands in the catalog's URLs instead of the server's own address; null: its own. Empty: paths only.</summary>
    public string? FalseAddress { get; set; }

    /// <summary>What is waited for before a request is answered; null: nothing.</summary>
    public Func<SeenRequest, Task>? Before { get; set; }

    /// <summary>Whether data URLs end with a slash, as some tenants' do.</summary>
    public bool HasSlashAfterDataUrls { get; set; }
}

/// <summary>How the link to the next page is written.</summary>
public enum NextLinkForm
{
    /// <summary>With scheme and host.</summary>
    Absolute,

    /// <summary>Relative to the request.</summary>
    Relative,

    /// <summary><c>?$skip=10</c>: relative, and of all options only the one that changes.</summary>
    SkipOnly,

    /// <summary><c>$skip=10</c>: the same, without a question mark.</summary>
    BareSkip,
}
