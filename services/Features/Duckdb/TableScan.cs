using System.Runtime.CompilerServices;
using Apache.Arrow;
using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>Reads a <see cref="SortedTable"/> as it lies there, in bounded memory.</summary>
internal sealed class TableScan(string table, RowPlan plan, IReadOnlyList<BoundColumn> bound, DuckDbEngine engine, ScanRequest request, long nullKeys)
{
    // Room for a batch, whatever a caller allows.
    private const int UsualRows = 4096;

    private readonly ScanSql sql = new(table, plan, bound, request);

    public async IAsyncEnumerable<ScannedRows> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var connection = engine.Connect(cancellationToken);
        using var command = connection.Connection.CreateCommand();
        command.CommandText = sql.Text;
        command.UseStreamingMode = true;
        sql.AddParameters(command);
        RepeatedTexts[] texts = [.. sql.Columns.Select(_ => new RepeatedTexts())];
        var columns = NewColumns();
        await foreach (var batch in command.ExecuteArrowBatchesAsync(cancellationToken))
        {
            using (batch)
            {
                Add(batch, columns, texts);
            }

            if (columns[0].Count + batch.Length > request.MaxRows || columns.Sum(column => column.Bytes) >= request.MaxBytes)
            {
                foreach (var part in Result(columns).Split(request.MaxRows, request.MaxBytes))
                {
                    yield return part;
                }

                columns = NewColumns();
            }
        }

        foreach (var part in Result(columns).Split(request.MaxRows, request.MaxBytes))
        {
            yield return part;
        }

        yield return Result(NewColumns()) with { NullKeys = nullKeys };
    }

    private void Add(RecordBatch batch, ColumnValues[] columns, RepeatedTexts[] texts)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (!ArrowValues.TryAddAll(sql.Columns[i], columns[i], batch.Column(i), texts[i]))
            {
                // All rows were checked before the table was filled.
                throw new InvalidOperationException($"A row of {table} has a value that is not of its type.");
            }
        }
    }

    private ColumnValues[] NewColumns() => [.. sql.Columns.Select(column => ColumnValues.Of(column.Type, Math.Min(request.MaxRows, UsualRows)))];

    private ScannedRows Result(ColumnValues[] columns)
    {
        var keys = plan.Keys.Count;
        return new ScannedRows(
            columns[..keys],
            columns[keys..(keys + request.Wanted.Count)],
            plan.EventTime is null ? null : (ColumnValues<long>)columns[^1]);
    }
}
