using Microsoft.OData.Edm;

namespace FedMl.Tests.Datasphere;

/// <summary>The rows that a query selects, in its order.</summary>
internal sealed class RowQuery(Asset asset, IEdmModel edm, bool isAnalytical, Dictionary<string, string> options)
{
    /// <summary>Indices of the columns that are answered.</summary>
    public int[] Columns { get; } = options.TryGetValue("$select", out var select) ? [.. select.Split(',').Select(name => IndexOf(asset, name))] : [.. Enumerable.Range(0, asset.Columns.Count)];

    /// <exception cref="RefusedException">The asset does not take such a query.</exception>
    public List<string?[]> Run()
    {
        if (asset.IsFederated && (options.ContainsKey("$orderby") || options.ContainsKey("$top") || options.ContainsKey("$skip")))
        {
            throw new RefusedException(400, "A source in the lineage is federated: no $orderby, $top or $skip.", isUnexpected: false);
        }

        if (isAnalytical && options.ContainsKey("$count"))
        {
            throw new RefusedException(400, "Not supported: $count on entity with annotation @Capabilities.CountRestrictions.Countable: false");
        }

        IEnumerable<string?[]> rows = asset.Rows;
        if (options.TryGetValue("$filter", out var filter))
        {
            rows = rows.Where(RowFilter.Read(asset, edm, filter));
        }

        if (options.TryGetValue("$orderby", out var order))
        {
            rows = Order(rows, order);
        }

        return [.. isAnalytical ? Aggregate(rows) : rows];
    }

    private static int IndexOf(Asset asset, string name)
    {
        var index = asset.Columns.ToList().FindIndex(column => column.Name == name);
        return index >= 0 ? index : throw new RefusedException(400, $"There is no property {name}.", isUnexpected: false);
    }

    private IEnumerable<string?[]> Order(IEnumerable<string?[]> rows, string order)
    {
        // From the last to the first, for sorting is stable.
        foreach (var term in order.Split(',').Reverse())
        {
            var parts = term.Split(' ');
            var index = IndexOf(asset, parts[0]);
            var type = asset.Columns[index].Type;
            if (parts is not ([_] or [_, "asc" or "desc"]) || type == "Edm.Binary")
            {
                throw new RefusedException(400, $"$orderby={order}");
            }

            var comparer = Comparer<string?>.Create((a, b) => EdmValues.Compare(EdmValues.Of(a, type), EdmValues.Of(b, type)) ?? (a is null ? -1 : 1));
            rows = parts is [_, "desc"] ? rows.OrderByDescending(row => row[index], comparer) : rows.OrderBy(row => row[index], comparer);
        }

        return rows;
    }

    private IEnumerable<string?[]> Aggregate(IEnumerable<string?[]> rows)
    {
        int[] dimensions = [.. Columns.Where(i => !asset.Columns[i].IsMeasure)];
        int[] measures = [.. Columns.Where(i => asset.Columns[i].IsMeasure)];
        if (measures.Length == 0)
        {
            throw new RefusedException(400, "$select must hold a measure.");
        }

        foreach (var group in rows.GroupBy(row => string.Join('\u001f', dimensions.Select(i => row[i] ?? "\u0000"))))
        {
            var sums = (string?[])group.First().Clone();
            foreach (var i in measures)
            {
                sums[i] = group.Sum(row => decimal.Parse(row[i] ?? "0", System.Globalization.CultureInfo.InvariantCulture)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            yield return sums;
        }
    }
}
