using System.Net;
using System.Runtime.CompilerServices;
using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>
/// Reads all rows of a plan, some thousand at a time, each time those after the last key that was read: rows that come or
/// go meanwhile shift no other. Rows of one key are read together.
/// </summary>
internal sealed class RowScan(DatasphereClient client, BoundPlan plan, ScanRequest request)
{
    private readonly DatasphereOptions options = client.Options;
    private readonly RowLayout layout = new(plan, request.Wanted);
    private ScanQuery Query => field ??= new(plan, layout.Columns, request.AsOf, options.MaxUrlLength);

    public async IAsyncEnumerable<ScannedRows> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var nullKeys = Query.MayHaveNullKeys ? await CountAsync(Query.CountNullKeys(), cancellationToken) : 0;
        var (after, afterRow) = (request.After, 0);
        var most = Math.Min(options.ScanPageRows, options.MaxRowsPerRead);
        var top = most;
        for (var isEnd = false; !isEnd;)
        {
            var condition = after is null ? null : AfterCondition.Of(plan.Keys, after, afterRow);
            var read = await ReadAsync(Query.Rows(condition, top), cancellationToken);
            // Fewer than asked for are all, or as many as the tenant likes to answer at a time.
            isEnd = read.Count < top && await CountAsync(Query.Count(condition), cancellationToken) <= read.Count;
            var keys = layout.Keys(read);
            var start = condition is { IsExact: false } ? FirstAfter(keys, after!, afterRow) : 0;
            var end = isEnd ? read.Count : LastKey(keys);
            if (end <= start && !isEnd)
            {
                top = top * 2L <= options.MaxRowsPerRead ? top * 2 : throw new UpstreamException($"a key has more rows than are read at a time ({RowQuota.Option})", isTransient: false);
                continue;
            }

            foreach (var batch in Batches(read, start, end))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return batch;
            }

            (after, afterRow, top) = (keys, end - 1, most);
        }

        var none = new RowBatch(layout.Columns);
        yield return new ScannedRows(layout.Keys(none), layout.Wanted(none), layout.EventTimes(none), nullKeys);
    }

    private IEnumerable<ScannedRows> Batches(RowBatch read, int start, int end)
    {
        var (keys, wanted, times, valid) = (layout.Keys(read), layout.Wanted(read), layout.EventTimes(read), layout.Valid(read));
        var all = new ScannedRows(keys, wanted, times);
        var asOf = Timestamps.FromDateTimeOffset(request.AsOf);
        List<int> rows = [];
        var bytes = 0L;
        for (var row = start; row < end; row++)
        {
            if (times is not null && (times.IsNull(row) || times[row] > asOf)
                || valid?.Hold(row, asOf) == false
                || keys.Any(key => key.IsNull(row))
                || request.Partition?.Has(keys, row) == false)
            {
                continue;
            }

            rows.Add(row);
            bytes += keys.Sum(key => key.BytesAt(row)) + wanted.Sum(column => column.BytesAt(row));
            if (rows.Count == request.MaxRows || bytes >= request.MaxBytes)
            {
                yield return all.Pick([.. rows]);
                bytes = 0;
                rows.Clear();
            }
        }

        if (rows.Count > 0)
        {
            yield return all.Pick([.. rows]);
        }
    }

    // The first row of the last key: whether it has more rows is not known.
    private static int LastKey(ColumnValues[] keys)
    {
        var row = keys[0].Count - 1;
        while (row > 0 && keys.All(key => key.AreEqual(row, key, row - 1)))
        {
            row--;
        }

        return Math.Max(row, 0);
    }

    private static int FirstAfter(ColumnValues[] keys, IReadOnlyList<ColumnValues> after, int afterRow)
    {
        var row = 0;
        while (row < keys[0].Count && KeyOrder.Compare(keys, row, after, afterRow) <= 0)
        {
            row++;
        }

        return row;
    }

    private async Task<long> CountAsync(Uri query, CancellationToken cancellationToken) =>
        (await AskAsync(query, cancellationToken)).Count ?? throw UpstreamException.Malformed("does not tell how many rows there are");

    private async Task<RowBatch> ReadAsync(Uri query, CancellationToken cancellationToken) => (await AskAsync(query, cancellationToken)).Rows;

    private async Task<RowPage> AskAsync(Uri query, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ReadRowsAsync(query, layout.Columns, new RowQuota(options.MaxRowsPerRead), cancellationToken);
        }
        catch (UpstreamException exception) when (exception.Status == HttpStatusCode.BadRequest)
        {
            throw new ServiceException(
                ErrorReason.NotSupported, "The source does not take an order, as where what is behind it is federated; fetch features by entity key.", innerException: exception);
        }
    }
}
