using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>
/// Reads a table of <see cref="RowsInDuckDb"/> in the order of its keys. DuckDB would sort all of it in memory, so it is
/// asked for one range of keys after the other.
/// </summary>
internal sealed class TableScan(string table, RowPlan plan, IReadOnlyList<BoundColumn> bound, DuckDbEngine engine, ScanRequest request, long rangeBytes)
{
    private readonly ScanSql sql = new(table, plan, bound, request);
    private long nullKeys;

    public IEnumerable<ScannedRows> Read(CancellationToken cancellationToken)
    {
        using var connection = engine.Connect(cancellationToken);
        foreach (var range in Ranges(connection.Connection))
        {
            using var command = connection.Connection.CreateCommand();
            command.CommandText = sql.Rows(range);
            command.UseStreamingMode = true;
            sql.AddParameters(command, range);
            using var reader = command.ExecuteReader();
            for (var rows = Take(reader); rows.Count > 0; rows = Take(reader))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return rows;
            }
        }

        yield return Result(NewColumns()) with { NullKeys = nullKeys };
    }

    private IEnumerable<KeyRange> Ranges(DuckDBConnection connection)
    {
        var (rows, bytes) = Measure(connection);
        var ranges = Math.Min((int)Math.Min(bytes / rangeBytes, rows) + 1, ScanSql.MaxRanges);
        ColumnValues[] bounds = [.. plan.Keys.Select(key => ColumnValues.Of(key.Type))];
        if (ranges > 1)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql.Bounds(ranges);
            sql.AddParameters(command, new KeyRange(null, 0, null, 0));
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

    private (long Rows, long Bytes) Measure(DuckDBConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql.Measure();
        sql.AddParameters(command, new KeyRange(null, 0, null, 0));
        using var reader = command.ExecuteReader();
        reader.Read();
        nullKeys = reader.GetInt64(2);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private ScannedRows Take(DuckDBDataReader reader)
    {
        var columns = NewColumns();
        ColumnValues[] large = [.. columns.Where(column => column is ColumnValues<string> or ColumnValues<byte[]>)];
        var small = columns.Except(large).Sum(column => column.NewRowBytes);
        for (var rows = 1; reader.Read(); rows++)
        {
            Add(reader, columns);
            if (rows == request.MaxRows || (rows * small) + BytesOf(large) >= request.MaxBytes)
            {
                break;
            }
        }

        return Result(columns);
    }

    private static long BytesOf(ColumnValues[] columns)
    {
        var bytes = 0L;
        foreach (var column in columns)
        {
            bytes += column.Bytes;
        }

        return bytes;
    }

    private void Add(DuckDBDataReader reader, ColumnValues[] columns)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (!sql.Columns[i].TryAdd(columns[i], reader, i))
            {
                // All rows were checked when the table was filled.
                throw new InvalidOperationException($"A row of {table} has a value that is not of its type.");
            }
        }
    }

    private ColumnValues[] NewColumns() => [.. sql.Columns.Select(column => ColumnValues.Of(column.Type))];

    private ScannedRows Result(ColumnValues[] columns)
    {
        var keys = plan.Keys.Count;
        return new ScannedRows(
            columns[..keys],
            columns[keys..(keys + request.Wanted.Count)],
            plan.EventTime is null ? null : (ColumnValues<long>)columns[^1]);
    }
}

/// <summary>Keys after one (null: from the first) up to and with another (null: to the last).</summary>
internal sealed record KeyRange(IReadOnlyList<ColumnValues>? After, int AfterRow, IReadOnlyList<ColumnValues>? UpTo, int UpToRow);
