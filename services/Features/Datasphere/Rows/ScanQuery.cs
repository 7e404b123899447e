using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Http;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>The queries of a scan.</summary>
internal sealed class ScanQuery(BoundPlan plan, IReadOnlyList<BoundColumn> columns, DateTimeOffset asOf, int maxLength)
{
    private readonly BoundColumn[] nullable = [.. plan.Keys.Where(key => key.Source.IsNullable)];
    private readonly string order = string.Join(',', [.. plan.Keys.Select(key => key.Source.Name), .. plan.EventTime is null ? Array.Empty<string>() : [plan.EventTime.Source.Name]]);

    public bool MayHaveNullKeys => nullable.Length > 0;

    /// <summary>The first rows after a key, in the order of keys.</summary>
    /// <exception cref="UpstreamException">The key is longer than a request may be.</exception>
    public Uri Rows(AfterCondition? after, int top) => Make($"$orderby={order}&$top={top}", Conditions(after));

    /// <summary>How many rows there are after a key.</summary>
    public Uri Count(AfterCondition? after) => Make("$count=true&$top=1", Conditions(after));

    /// <summary>How many rows of the asset have a key with a null.</summary>
    public Uri CountNullKeys() => Make("$count=true&$top=1", [string.Join("%20or%20", nullable.Select(key => $"{key.Source.Name}%20eq%20null"))]);

    private List<string> Conditions(AfterCondition? after) =>
    [
        .. nullable.Select(key => $"{key.Source.Name}%20ne%20null"),
        .. after is null ? Array.Empty<string>() : [after.Text],
        .. TimeCondition.Of(plan, asOf),
    ];

    private Uri Make(string options, List<string> conditions)
    {
        var filter = conditions.Count == 0 ? "" : $"&$filter={string.Join("%20and%20", conditions)}";
        var text = $"{plan.EntitySet.AbsoluteUri}?{RowQueries.Select(plan, columns, maxLength / 2)}{options}{filter}";
        return text.Length <= maxLength ? new Uri(text) : throw new UpstreamException("a key is longer than a request may be", isTransient: false);
    }
}
