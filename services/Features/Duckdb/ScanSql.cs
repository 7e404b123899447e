using System.Globalization;
using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>The statements of a scan. Keys come as whole numbers or texts, whatever the table holds them as.</summary>
internal sealed class ScanSql
{
    /// <summary>Ranges of one scan; more would cost more than they save.</summary>
    public const int MaxRanges = 10_000;
    private const int SamplesOfARange = 32;

    // A value of DuckDB's own, beside what a long text takes.
    private const int ValueBytes = 16;

    private readonly string table;
    private readonly ScanRequest request;
    private readonly string[] keys;
    private readonly string[] wanted;
    private readonly string times;
    private readonly string? holds;
    private readonly string filter;

    public ScanSql(string table, RowPlan plan, IReadOnlyList<BoundColumn> bound, ScanRequest request)
    {
        this.table = table;
        this.request = request;
        var keyCount = plan.Keys.Count;
        keys = [.. Enumerable.Range(0, keyCount).Select(i => bound[i].KeySql($"c{i}"))];
        wanted = [.. request.Wanted.Select(i => $"c{keyCount + i}")];
        times = plan.EventTime is null ? "" : $"c{bound.Count - 1}";
        Columns =
        [
            .. bound.Take(keyCount).Select(key => key with { IsText = key.Type != ValueType.Int64 }),
            .. request.Wanted.Select(i => bound[keyCount + i]),
            .. plan.EventTime is null ? Array.Empty<BoundColumn>() : [bound[^1]],
        ];
        holds = ValiditySql.Holds(plan, "", string.Create(CultureInfo.InvariantCulture, $"{Timestamps.FromDateTimeOffset(request.AsOf)}"));
        filter = string.Join(" AND ", Filters());
    }

    /// <summary>The columns that <see cref="Rows"/> selects: keys, wanted, event time.</summary>
    public IReadOnlyList<BoundColumn> Columns { get; }

    public string Rows(KeyRange range)
    {
        var order = string.Join(", ", [.. keys, .. times.Length > 0 ? [times] : Array.Empty<string>()]);
        var select = string.Join(", ", [.. keys, .. wanted, .. times.Length > 0 ? [times] : Array.Empty<string>()]);
        string[] where = [filter, range.After is null ? "" : After("lo"), range.UpTo is null ? "" : UpTo()];
        return $"SELECT {select} FROM {table} WHERE {string.Join(" AND ", where.Where(part => part.Length > 0))} ORDER BY {order}";
    }

    /// <summary>Number of rows, their bytes, and the number of rows of the table whose key has a null.</summary>
    public string Measure()
    {
        var texts = wanted.Where((_, i) => Columns[keys.Length + i] is { IsText: true } or { Type: ValueType.Binary }).Select(column => $"coalesce(octet_length(CAST({column} AS BLOB)), 0)");
        var row = string.Join(" + ", [.. texts, string.Create(CultureInfo.InvariantCulture, $"{Columns.Count * ValueBytes}")]);
        var hasNull = string.Join(" OR ", keys.Select((_, i) => $"c{i} IS NULL"));
        return $"SELECT count(*) FILTER ({filter}), coalesce(sum({row}) FILTER ({filter}), 0)::BIGINT, count(*) FILTER ({hasNull}) FROM {table}";
    }

    /// <summary>Keys that divide the rows into about as many ranges of about the same size.</summary>
    public string Bounds(int ranges)
    {
        var names = string.Join(", ", keys.Select((_, i) => $"k{i}"));
        var sampled = string.Join(", ", keys.Select((key, i) => $"{key} AS k{i}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT DISTINCT {names} FROM (SELECT {names}, ntile({ranges}) OVER (ORDER BY {names}) AS part FROM (SELECT {sampled} FROM {table} WHERE {filter} USING SAMPLE reservoir({ranges * SamplesOfARange} ROWS) REPEATABLE (1))) QUALIFY row_number() OVER (PARTITION BY part ORDER BY {names} DESC) = 1 AND part < {ranges} ORDER BY {names}");
    }

    public void AddParameters(DuckDBCommand command, KeyRange range)
    {
        Add(command, "after", request.After, 0);
        Add(command, "lo", range.After, range.AfterRow);
        Add(command, "hi", range.UpTo, range.UpToRow);
    }

    private static void Add(DuckDBCommand command, string name, IReadOnlyList<ColumnValues>? key, int row)
    {
        for (var i = 0; i < (key?.Count ?? 0); i++)
        {
            object value = key![i] is ColumnValues<long> numbers ? numbers[row] : ((ColumnValues<string>)key[i])[row];
            command.Parameters.Add(new DuckDBParameter($"{name}{i}", value));
        }
    }

    private IEnumerable<string> Filters()
    {
        foreach (var key in keys)
        {
            yield return $"{key} IS NOT NULL";
        }

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
            yield return After("after");
        }

        if (request.Partition is { } partition)
        {
            var text = string.Join($" || chr({(int)KeyPartition.Separator}) || ", keys.Select(key => $"CAST({key} AS VARCHAR)"));
            yield return string.Create(CultureInfo.InvariantCulture, $"CAST('0x' || substr(sha256({text}), 1, 8) AS UINTEGER) % {partition.Count} = {partition.Index}");
        }
    }

    // The first part alone tells DuckDB which blocks of rows it need not look at.
    private string After(string name) => $"{keys[0]} >= ${name}0 AND {Beyond(">", name, ">")}";

    private string UpTo() => $"{keys[0]} <= $hi0 AND {Beyond("<", "hi", "<=")}";

    // Part by part: DuckDB compares no rows within a range.
    private string Beyond(string part, string name, string last, int i = 0) => i == keys.Length - 1
        ? $"{keys[i]} {last} ${name}{i}"
        : $"({keys[i]} {part} ${name}{i} OR ({keys[i]} = ${name}{i} AND {Beyond(part, name, last, i + 1)}))";
}
