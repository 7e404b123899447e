using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Sources;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>
/// Reads keys, each as of a time of its own. OData joins nothing, so the rows of some keys that are not later than the last
/// time asked are read and compared here, which takes few requests. Where histories are so long that it takes too many rows,
/// each key and time is asked about by itself, and has two rows to answer.
/// </summary>
internal sealed class HistoryRead(DatasphereClient client, DatasphereOptions options, BoundPlan plan, HistoryRequest request)
{
    // So many come in the time that a request takes.
    private const int MaxRowsPerTime = 500;

    private readonly RowLayout layout = new(plan, request.Wanted);

    public async Task<SourceRows> RunAsync(FilterPower power, CancellationToken cancellationToken)
    {
        var distinct = DistinctKeys.Of(request.Keys);
        var rowsOfKey = Enumerable.Range(0, request.Times.Count).ToLookup(row => distinct.IndexOfRow[row]);
        var last = Timestamps.ToDateTimeOffset(request.Times.Count == 0 ? 0 : request.Times.Span.ToArray().Max());
        var queries = RowQueries.Make(
            plan, plan.EntitySet, layout.Columns, new RowRequest(distinct.Keys, request.Wanted, last), power, options.MaxUrlLength, out var invalid, wholeHistories: true);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrentRequestsPerRead, CancellationToken = cancellationToken };

        var parts = queries.ConvertAll(query => query.Keys.SelectMany(key => rowsOfKey[key]).ToArray());
        var answers = new SourceRows?[queries.Count];
        await Parallel.ForAsync(0, queries.Count, parallel, async (i, token) => answers[i] = await AnswerAsync(queries[i].Uri, parts[i], power, token));

        int[] single = [.. parts.Where((_, i) => answers[i] is null).SelectMany(rows => rows)];
        var singleAnswers = new SourceRows[single.Length];
        await Parallel.ForAsync(0, single.Length, parallel, async (i, token) => singleAnswers[i] = await AskAsync(single[i], power, token));
        return Join(
            [.. parts.Where((_, i) => answers[i] is not null), .. single.Select(row => new[] { row })],
            [.. answers.OfType<SourceRows>(), .. singleAnswers],
            [.. invalid.SelectMany(key => rowsOfKey[key])]);
    }

    /// <summary>Null: it would take too many rows.</summary>
    private async Task<SourceRows?> AnswerAsync(Uri query, int[] rows, FilterPower power, CancellationToken cancellationToken)
    {
        var table = Table(rows);
        var quota = new RowQuota(options.MaxRowsPerRead);
        var left = CanAskOneByOne(power) ? Math.Min(MaxRowsPerTime * (long)rows.Length, options.MaxRowsPerRead / 2) : long.MaxValue;
        var isTooLong = false;
        await client.WalkAsync(
            query,
            (body, token) => new RowPageReader(layout.Columns, options, quota).ReadAsync(body, token),
            page =>
            {
                quota.Take(page.Rows.Count);
                table.Take(page.Rows);
                left -= page.Rows.Count;
                isTooLong = page.NextLink is not null && left < 0;
                return isTooLong ? null : page.NextLink;
            },
            cancellationToken);
        return isTooLong ? null : table.Answer;
    }

    private HistoryTable Table(int[] rows) => new(layout, [.. request.Keys.Select(key => key.Pick(rows))], (ColumnValues<long>)request.Times.Pick(rows));

    // Rows that hold until some time are not in the order of that, and an order is what makes two enough.
    private bool CanAskOneByOne(FilterPower power) => power == FilterPower.Full && plan is { IsAnalytical: false, Validity: null, EventTime.Source.IsFilterable: true };

    private Task<SourceRows> AskAsync(int row, FilterPower power, CancellationToken cancellationToken) =>
        new KeyRead(client, options, plan, new RowRequest([.. request.Keys.Select(key => key.Pick([row]))], request.Wanted, Timestamps.ToDateTimeOffset(request.Times[row])))
            .RunAsync(power, cancellationToken);

    private SourceRows Join(List<int[]> parts, List<SourceRows> answers, IEnumerable<int> invalid)
    {
        // One that is always there, for the columns.
        var all = SourceRows.Concat([.. answers, Table([]).Answer]);
        var rowOfKey = new int[request.Times.Count];
        Array.Fill(rowOfKey, SourceRows.NotFound);
        foreach (var (row, i) in parts.SelectMany(part => part).Select((row, i) => (row, i)))
        {
            rowOfKey[row] = all.RowOfKey[i];
        }

        foreach (var row in invalid)
        {
            rowOfKey[row] = SourceRows.KeyInvalid;
        }

        return all with { RowOfKey = rowOfKey };
    }
}
