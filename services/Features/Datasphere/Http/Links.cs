namespace FedMl.Features.Datasphere.Http;

/// <summary>Links that the tenant has told; those that lead away from it are refused.</summary>
internal sealed class Links(Uri tenant)
{
    // Which of the rows a page has; all other options say what the rows are.
    private static readonly string[] Positions = ["$skip", "$top", "$skiptoken"];

    /// <exception cref="UpstreamException">It is not the tenant's.</exception>
    public void Check(Uri uri)
    {
        if (uri.Scheme != tenant.Scheme || uri.Authority != tenant.Authority || uri.UserInfo.Length > 0)
        {
            throw new UpstreamException("it links to another host, which is not asked", isTransient: false);
        }
    }

    /// <exception cref="UpstreamException">It is not the tenant's, or no link.</exception>
    public Uri Resolve(Uri from, string link)
    {
        if (!Uri.TryCreate(from, link, out var uri))
        {
            throw UpstreamException.Malformed("holds a link that is none");
        }

        Check(uri);
        return uri;
    }

    /// <summary>
    /// The next page of a request. Some links are but <c>?$skip=10</c> or <c>$skip=10</c>, which are meant to change one option of
    /// the request: taken by the letter they would drop its filter.
    /// </summary>
    public Uri Next(Uri request, string link)
    {
        var query = link.StartsWith('$') ? $"?{link}" : link;
        return query.StartsWith('?') && !query.Contains("$skiptoken=", StringComparison.Ordinal) ? Resolve(request, query + Missing(request, query)) : Resolve(request, query);
    }

    private static string Missing(Uri request, string query)
    {
        var there = Options(query).Select(NameOf).ToHashSet(StringComparer.Ordinal);
        return string.Concat(Options(request.Query).Where(option => !there.Contains(NameOf(option)) && !Positions.Contains(NameOf(option))).Select(option => $"&{option}"));
    }

    private static string[] Options(string query) => query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);

    private static string NameOf(string option) => Uri.UnescapeDataString(option.Split('=', 2)[0]);
}
