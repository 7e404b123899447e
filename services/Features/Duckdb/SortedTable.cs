using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>
/// Fills a table of DuckDB's in the order of keys and, within a key, of event times, so that no scan needs to sort. Rows
/// without a key are left out. DuckDB would sort all of them in memory, so it is asked for one range of keys after the other.
/// </summary>
/// <param name="rangeBytes">What is sorted at a time, about.</param>
internal sealed class SortedTable(RowPlan plan, IReadOnlyList<BoundColumn> bound, OpenAsset asset, long rangeBytes)
{
    /// <summary>More would cost more than they save: each reads the asset.</summary>
    private const int MaxRanges = 64;

    private readonly KeyRangeSql order = new([.. Enumerable.Range(0, plan.Keys.Count).Select(i => bound[i].KeySql($"c{i}"))]);

    /// <summary>Creates the table; all of it is of one state of the asset where that is a table itself.</summary>
    public void Create(string table, LoadedSize size)
    {
        string[] columns = [.. bound.Select((column, i) => $"{column.Sql} AS c{i}"), .. ValiditySql.Columns(plan, bound)];
        var rows = $"(SELECT {string.Join(", ", columns)} FROM {asset.From})";
        string[] sorting = [.. Enumerable.Range(0, plan.Keys.Count).Select(i => bound[i].KeySql($"c{i}")), .. plan.EventTime is null ? Array.Empty<string>() : [$"c{bound.Count - 1}"]];
        using var transaction = asset.Connection.BeginTransaction();
        Execute($"CREATE TABLE {table} AS SELECT * FROM {rows} LIMIT 0", null);
        foreach (var range in Ranges(rows, size))
        {
            string[] where = [order.HasKey, .. range.After is null ? Array.Empty<string>() : [order.After("lo")], .. range.UpTo is null ? Array.Empty<string>() : [order.UpTo("hi")]];
            Execute($"INSERT INTO {table} SELECT * FROM {rows} WHERE {string.Join(" AND ", where)} ORDER BY {string.Join(", ", sorting)}", range);
        }

        transaction.Commit();
    }

    private IEnumerable<KeyRange> Ranges(string rows, LoadedSize size)
    {
        var ranges = (int)Math.Min(Math.Min(size.Bytes / rangeBytes, size.Rows) + 1, MaxRanges);
        ColumnValues[] bounds = [.. plan.Keys.Select(key => ColumnValues.Of(key.Type))];
        if (ranges > 1)
        {
            using var command = asset.Connection.CreateCommand();
            command.CommandText = order.Bounds(rows, ranges);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                Add(reader, bounds);
            }
        }

        var count = bounds[0].Count;
        for (var i = 0; i <= count; i++)
        {
            yield return new KeyRange(i == 0 ? null : bounds, i - 1, i == count ? null : bounds, i);
        }
    }

    private static void Add(DuckDBDataReader reader, ColumnValues[] bounds)
    {
        for (var i = 0; i < bounds.Length; i++)
        {
            if (bounds[i] is ColumnValues<long> numbers)
            {
                numbers.Add(reader.GetInt64(i));
            }
            else
            {
                ((ColumnValues<string>)bounds[i]).Add(reader.GetString(i));
            }
        }
    }

    private void Execute(string text, KeyRange? range)
    {
        using var command = asset.Connection.CreateCommand();
        command.CommandText = text;
        KeyRangeSql.Add(command, "lo", range?.After, range?.AfterRow ?? 0);
        KeyRangeSql.Add(command, "hi", range?.UpTo, range?.UpToRow ?? 0);
        command.ExecuteNonQuery();
    }

    /// <summary>Keys after one (null: from the first) up to and with another (null: to the last).</summary>
    private sealed record KeyRange(IReadOnlyList<ColumnValues>? After, int AfterRow, IReadOnlyList<ColumnValues>? UpTo, int UpToRow);
}

/// <summary>What was found while an asset was read.</summary>
/// <param name="Bytes">Estimate, as <see cref="ColumnValues.Bytes"/> counts.</param>
/// <param name="NullKeys">Rows of them whose key has a null.</param>
internal sealed record LoadedSize(long Rows, long Bytes, long NullKeys);
