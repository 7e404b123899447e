using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>
/// Reads a table of <see cref="RowsInDuckDb"/> as it was for each key at a time of its own: of each the two latest rows, so
/// that rivals are seen.
/// </summary>
internal sealed class TableHistory(string table, RowPlan plan, IReadOnlyList<BoundColumn> bound, DuckDbEngine engine)
{
    private const int RowsOfKey = 2;

    public SourceRows Read(HistoryRequest request, CancellationToken cancellationToken)
    {
        int[] selected = [.. request.Wanted.Select(i => plan.Keys.Count + i), .. plan.EventTime is null ? Array.Empty<int>() : [bound.Count - 1]];
        using var connection = engine.Connect(cancellationToken);
        using var command = connection.Connection.CreateCommand();
        command.CommandText = Sql(selected);
        AddParameters(command, request);
        try
        {
            using var reader = command.ExecuteReader();
            return Read(reader, selected, request.Times.Count);
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private string Sql(int[] selected)
    {
        var keys = Enumerable.Range(0, plan.Keys.Count).ToArray();
        var time = plan.EventTime is null ? null : $"t.c{bound.Count - 1}";
        var conditions = keys.Select(i => $"{bound[i].KeySql($"t.c{i}")} = a.k{i}")
            .Concat(new[] { time is null ? null : $"{time} <= a.at", ValiditySql.Holds(plan, "t.", "a.at") }.OfType<string>());
        // Rows are found first and their columns fetched after that: what DuckDB holds meanwhile is narrow.
        return $"""
            WITH a AS (SELECT unnest($i) AS i, {string.Join(", ", keys.Select(i => $"unnest($k{i}) AS k{i}"))}, unnest($at) AS at),
            found AS (SELECT a.i, unnest(max_by(t.rowid, {time ?? "t.rowid"}, {RowsOfKey})) AS r FROM {table} t JOIN a ON {string.Join(" AND ", conditions)} GROUP BY a.i)
            SELECT found.i{string.Concat(selected.Select(i => $", t.c{i}"))} FROM found JOIN {table} t ON t.rowid = found.r
            """;
    }

    private static void AddParameters(DuckDBCommand command, HistoryRequest request)
    {
        command.Parameters.Add(new DuckDBParameter("i", Enumerable.Range(0, request.Times.Count).ToList()));
        command.Parameters.Add(KeyParameter.Of("at", request.Times));
        for (var i = 0; i < request.Keys.Count; i++)
        {
            command.Parameters.Add(KeyParameter.Of($"k{i}", request.Keys[i]));
        }
    }

    private SourceRows Read(DuckDBDataReader reader, int[] selected, int count)
    {
        ColumnValues[] columns = [.. selected.Select(i => ColumnValues.Of(bound[i].Type))];
        var times = plan.EventTime is null ? null : (ColumnValues<long>)columns[^1];
        var latest = new LatestOfEach(count);
        for (var row = 0; reader.Read(); row++)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                if (!bound[selected[i]].TryAdd(columns[i], reader, i + 1))
                {
                    // All rows were checked when the table was filled.
                    throw new InvalidOperationException($"A row of {table} has a value that is not of its type.");
                }
            }

            latest.Add(reader.GetInt32(0), row, times);
        }

        return new SourceRows(latest.RowOfKey, columns[..(columns.Length - (times is null ? 0 : 1))], times);
    }
}
