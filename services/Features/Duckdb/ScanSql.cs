using System.Globalization;
using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>The statement of a scan. Keys come as whole numbers or texts, whatever the table holds them as.</summary>
internal sealed class ScanSql
{
    private readonly ScanRequest request;
    private readonly KeyRangeSql order;
    private readonly string[] keys;
    private readonly string times;
    private readonly string? holds;

    public ScanSql(string table, RowPlan plan, IReadOnlyList<BoundColumn> bound, ScanRequest request)
    {
        this.request = request;
        var keyCount = plan.Keys.Count;
        keys = [.. Enumerable.Range(0, keyCount).Select(i => bound[i].KeySql($"c{i}"))];
        order = new KeyRangeSql(keys);
        times = plan.EventTime is null ? "" : $"c{bound.Count - 1}";
        Columns =
        [
            .. bound.Take(keyCount).Select(key => key with { IsText = key.Type != ValueType.Int64 }),
            .. request.Wanted.Select(i => bound[keyCount + i]),
            .. plan.EventTime is null ? Array.Empty<BoundColumn>() : [bound[^1]],
        ];
        holds = ValiditySql.Holds(plan, "", string.Create(CultureInfo.InvariantCulture, $"{Timestamps.FromDateTimeOffset(request.AsOf)}"));
        string[] selected = [.. keys, .. request.Wanted.Select(i => $"c{keyCount + i}"), .. times.Length > 0 ? [times] : Array.Empty<string>()];
        Text = $"SELECT {string.Join(", ", selected)} FROM {table} WHERE {string.Join(" AND ", Filters().DefaultIfEmpty("true"))}";
    }

    /// <summary>The columns that it selects: keys, wanted, event time.</summary>
    public IReadOnlyList<BoundColumn> Columns { get; }

    /// <summary>Rows come as they lie in the table.</summary>
    public string Text { get; }

    public void AddParameters(DuckDBCommand command) => KeyRangeSql.Add(command, "after", request.After, 0);

    private IEnumerable<string> Filters()
    {
        if (times.Length > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{times} <= {Timestamps.FromDateTimeOffset(request.AsOf)}");
        }

        if (holds is not null)
        {
            yield return holds;
        }

        if (request.After is not null)
        {
            yield return order.After("after");
        }

        if (request.Partition is { } partition)
        {
            var text = string.Join($" || chr({(int)KeyPartition.Separator}) || ", keys.Select(key => $"CAST({key} AS VARCHAR)"));
            yield return string.Create(CultureInfo.InvariantCulture, $"CAST('0x' || substr(sha256({text}), 1, 8) AS UINTEGER) % {partition.Count} = {partition.Index}");
        }
    }
}
