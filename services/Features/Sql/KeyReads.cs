using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql;

/// <summary>Reads rows by key, all as of one time.</summary>
internal sealed class KeyReads(BoundPlan bound, SqlRunner runner, SqlDialect dialect, SqlOptions options)
{
    public async Task<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken)
    {
        var selected = bound.Select(request.Wanted, withKeys: true);
        var columns = selected.NewColumns();
        // Each key is in one statement, so what is told of it is of one moment.
        await Parallel.ForEachAsync(
            KeyChunks.Of(bound, request.Keys, options.MaxKeysPerStatement),
            new ParallelOptions { MaxDegreeOfParallelism = options.ParallelStatements, CancellationToken = cancellationToken },
            async (rows, token) =>
            {
                var values = new RowValues(bound.Plan.Asset, selected, options.MaxValueSize);
                var read = values.Checked(await runner.QueryAsync(RowStatement.Of(dialect, bound, request, rows), values.ReadAsync, request.Deadline, token));
                lock (columns)
                {
                    columns.Append(read);
                }
            });

        var (keys, times) = (bound.Keys.Count, bound.TimeRead is null ? null : (ColumnValues<long>)columns[^1]);
        var table = new ColumnTable(columns[..keys], columns[keys..(keys + request.Wanted.Count)], times);
        return table.Read(request with { Wanted = [.. Enumerable.Range(0, request.Wanted.Count)] });
    }
}
