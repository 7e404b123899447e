using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>One request for the rows of some keys.</summary>
/// <param name="Keys">Indices into the keys asked.</param>
internal sealed record RowQuery(IReadOnlyList<int> Keys, Uri Uri);

/// <summary>Divides the keys of a request into queries whose URLs are not too long. Each key is in one of them.</summary>
internal sealed class RowQueries
{
    private const string Or = "%20or%20";

    private readonly BoundPlan plan;
    private readonly FilterPower power;
    private readonly RowRequest request;
    private readonly int maxLength;
    private readonly string before;
    private readonly string time;
    private readonly bool wholeHistories;

    // Later rows are left out by the source, and each that it lets through counts.
    private readonly bool isLatestEnough;

    private RowQueries(BoundPlan plan, Uri rows, IReadOnlyList<BoundColumn> wanted, RowRequest request, FilterPower power, int maxLength, bool wholeHistories)
    {
        this.plan = plan;
        this.power = power;
        this.request = request;
        this.maxLength = maxLength;
        this.wholeHistories = wholeHistories;
        time = power == FilterPower.Basic ? "" : string.Concat(TimeCondition.Of(plan, request.AsOf).Select(condition => $"%20and%20{condition}"));
        isLatestEnough = plan is { Validity: null, EventTime.Source.IsFilterable: true };
        before = $"{rows.AbsoluteUri}?{Select(plan, wanted, maxLength / 2)}$filter=";
    }

    /// <param name="rows">Address of the rows, without a query.</param>
    /// <param name="invalid">The keys that cannot be asked for.</param>
    /// <param name="wholeHistories">Whether all rows up to the time are wanted, the latest of each key first; else the latest.</param>
    public static List<RowQuery> Make(
        BoundPlan plan, Uri rows, IReadOnlyList<BoundColumn> wanted, RowRequest request, FilterPower power, int maxLength, out List<int> invalid, bool wholeHistories = false) =>
        new RowQueries(plan, rows, wanted, request, power, maxLength, wholeHistories).Make(out invalid);

    private List<RowQuery> Make(out List<int> invalid)
    {
        List<RowQuery> queries = [];
        invalid = [];
        List<int> keys = [];
        List<string> conditions = [];
        var isExact = true;
        var fixedLength = before.Length + time.Length + Order(isLatestOnly: false).Length + "()".Length;
        var length = fixedLength;
        for (var row = 0; row < request.Keys[0].Count; row++)
        {
            var condition = KeyCondition.Of(plan.Keys, request.Keys, row, power);
            if (!condition.IsAskable || fixedLength + condition.Text?.Length > maxLength)
            {
                invalid.Add(row);
            }

            if (condition.Text is not { } text || fixedLength + text.Length > maxLength)
            {
                continue;
            }

            if (length + Or.Length + text.Length > maxLength && keys.Count > 0)
            {
                queries.Add(Query(keys, conditions, isExact));
                (keys, conditions, isExact, length) = ([], [], true, fixedLength);
            }

            keys.Add(row);
            conditions.Add(text);
            isExact &= condition.IsExact;
            length += Or.Length + text.Length;
        }

        if (keys.Count > 0)
        {
            queries.Add(Query(keys, conditions, isExact));
        }

        return queries;
    }

    private RowQuery Query(List<int> keys, List<string> conditions, bool isExact)
    {
        var filter = string.Join(Or, conditions);
        filter = time.Length == 0 ? filter : conditions.Count == 1 ? filter + time : $"({filter}){time}";
        return new RowQuery(keys, new Uri(before + filter + Order(isLatestOnly: !wholeHistories && keys.Count == 1 && isExact && isLatestEnough && time.Length > 0)));
    }

    // Of one key the latest row will do, and the one before it, which may be of the same time. Otherwise an order makes pages that
    // follow each other miss no row.
    private string Order(bool isLatestOnly) =>
        power == FilterPower.Basic || plan.IsAnalytical ? ""
        : isLatestOnly ? $"&$orderby={plan.EventTime!.Source.Name}%20desc&$top=2"
        : $"&$orderby={string.Join(',', plan.Keys.Select(key => key.Source.Name))}{(wholeHistories && plan.EventTime is { } latest ? $",{latest.Source.Name}%20desc" : "")}";

    /// <summary><c>$select</c> with an ampersand; empty: all columns are read.</summary>
    public static string Select(BoundPlan plan, IReadOnlyList<BoundColumn> wanted, int maxLength)
    {
        IEnumerable<string> names = [.. wanted.Select(column => column.Source.Name), .. plan.Measure is { } measure ? [measure.Name] : Array.Empty<string>()];
        var select = $"$select={string.Join(',', names.Distinct())}&";
        // All columns are more than wanted; aggregated rows would be others.
        return select.Length <= maxLength || plan.IsAnalytical ? select : "";
    }
}
