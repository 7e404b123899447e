using System.Runtime.CompilerServices;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql;

/// <summary>Runs one read on the plan as it is bound now.</summary>
internal delegate ValueTask<ColumnValues[]> BoundRead(Func<BoundPlan, CancellationToken, Task<ColumnValues[]>> read, CancellationToken cancellationToken);

/// <summary>
/// Reads all rows, a page after the other, each with a statement of its own that can be tried again. A page is read while
/// the one before it is taken. Each is of one moment; together they have every key once.
/// </summary>
internal sealed class ScanReads(RowPlan plan, SqlRunner runner, SqlDialect dialect, SqlOptions options, ScanRequest request)
{
    private const long PageBytes = 32 * 1024 * 1024;

    // A page ends between two of its rows.
    private const int LeastRows = 2;

    private static readonly SelectedColumns Count = new([(new PlanColumn("", ValueType.Int64), ColumnRead.Native(""))]);

    public async IAsyncEnumerable<ScannedRows> ReadAsync(BoundRead read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var nulls = (ColumnValues<long>)(await read((bound, token) => QueryAsync(ScanStatement.NullKeys(dialect, bound), Count, token), cancellationToken))[0];
        yield return Empty() with { NullKeys = nulls[0] };

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = PageAsync(read, request.After is null ? null : new ScanPlace(request.After, 0, null), stopping.Token);
        try
        {
            while (next is not null)
            {
                var page = await next;
                next = page.End is null ? null : PageAsync(read, page.End, stopping.Token);
                foreach (var batch in page.Rows.Split(request.MaxRows, request.MaxBytes))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return batch;
                }
            }
        }
        finally
        {
            await stopping.CancelAsync();
            if (next is not null)
            {
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<ScanPage> PageAsync(BoundRead read, ScanPlace? after, CancellationToken cancellationToken)
    {
        var isLast = true;
        var columns = await read(
            async (bound, token) =>
            {
                var values = new RowValues(plan.Asset, bound.Select(request.Wanted, withKeys: true), options.MaxValueSize);
                var (rows, isCut) = await runner.QueryAsync(
                    ScanStatement.Page(dialect, bound, request, after, options.ScanPageRows), (reader, read) => values.ReadAsync(reader, PageBytes, read, LeastRows), deadline: null, token);
                isLast = !isCut && rows[0].Count < options.ScanPageRows;
                return values.Checked(rows);
            },
            cancellationToken);
        return ScanPage.Of(Rows(columns), isLast, request.Partition);
    }

    private async Task<ColumnValues[]> QueryAsync(SqlStatement statement, SelectedColumns selected, CancellationToken cancellationToken)
    {
        var values = new RowValues(plan.Asset, selected, options.MaxValueSize);
        return values.Checked(await runner.QueryAsync(statement, values.ReadAsync, deadline: null, cancellationToken));
    }

    private ScannedRows Empty() => Rows(
    [
        .. plan.Keys.Concat(request.Wanted.Select(i => plan.Columns[i])).Concat(plan.EventTime is { } time ? [time] : []).Select(column => ColumnValues.Of(column.Type)),
    ]);

    private ScannedRows Rows(ColumnValues[] columns)
    {
        var keys = plan.Keys.Count;
        return new ScannedRows(columns[..keys], columns[keys..(keys + request.Wanted.Count)], plan.EventTime is null ? null : (ColumnValues<long>)columns[^1]);
    }
}
