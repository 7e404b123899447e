using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql;

/// <summary>Reads rows by key, each as of a time of its own.</summary>
internal sealed class HistoryReads(BoundPlan bound, SqlRunner runner, SqlDialect dialect, SqlOptions options)
{
    public async Task<SourceRows> ReadAsync(HistoryRequest request, CancellationToken cancellationToken)
    {
        var selected = bound.Select(request.Wanted, withKeys: false).After(SelectedColumns.Place);
        var columns = selected.NewColumns();
        var latest = new LatestOfEach(request.Times.Count);
        await Parallel.ForEachAsync(
            KeyChunks.OfTimes(bound, request.Keys, options.MaxKeysPerStatement),
            new ParallelOptions { MaxDegreeOfParallelism = options.ParallelStatements, CancellationToken = cancellationToken },
            async (rows, token) =>
            {
                var values = new RowValues(bound.Plan.Asset, selected, options.MaxValueSize);
                var read = values.Checked(await runner.QueryAsync(HistoryStatement.Of(dialect, bound, request, rows), values.ReadAsync, request.Deadline, token));
                var (places, count) = ((ColumnValues<long>)read[0], KeyChunks.CountOf(rows));
                lock (columns)
                {
                    var first = columns[0].Count;
                    columns.Append(read);
                    for (var row = 0; row < places.Count; row++)
                    {
                        if (places[row] < count)
                        {
                            latest.Add(rows[places[row]], first + row, bound.TimeRead is null ? null : (ColumnValues<long>)columns[^1]);
                        }
                    }
                }
            });

        var times = bound.TimeRead is null ? null : (ColumnValues<long>)columns[^1];
        return new SourceRows(latest.RowOfKey, columns[1..(1 + request.Wanted.Count)], times);
    }
}
