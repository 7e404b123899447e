using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Sources;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>Reads the rows of the keys of one request, several queries at a time.</summary>
internal sealed class KeyRead(DatasphereClient client, DatasphereOptions options, BoundPlan plan, RowRequest request)
{
    private readonly RowQuota quota = new(options.MaxRowsPerRead);

    // What is read, in this order: the keys, to tell rows apart, then what is wanted.
    private readonly BoundColumn[] layout =
        [.. plan.Keys, .. request.Wanted.Select(i => plan.Columns[i]), .. plan.EventTime is null ? Array.Empty<BoundColumn>() : [plan.EventTime]];

    public async Task<SourceRows> RunAsync(FilterPower power, CancellationToken cancellationToken)
    {
        var queries = RowQueries.Make(plan, layout, request, power, options.MaxUrlLength, out var invalid);
        var answers = new SourceRows[queries.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrentRequestsPerRead, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, queries.Count, parallel, async (i, token) => answers[i] = await AnswerAsync(queries[i], token));
        return Join(queries, answers, invalid);
    }

    private async Task<SourceRows> AnswerAsync(RowQuery query, CancellationToken cancellationToken)
    {
        var rows = new RowBatch(layout);
        await client.WalkAsync(
            query.Uri,
            (body, token) => new RowPageReader(layout, options, quota).ReadAsync(body, token),
            page =>
            {
                quota.Take(page.Rows.Count);
                rows.Append(page.Rows);
                return page.NextLink;
            },
            cancellationToken);

        var keys = plan.Keys.Count;
        var eventTimes = plan.EventTime is null ? null : (ColumnValues<long>)rows.Columns[^1];
        var table = new ColumnTable(rows.Columns[..keys], rows.Columns[keys..], eventTimes);
        // A row is held against the keys of its own query only: another's may have brought it too.
        return table.Read(new RowRequest([.. request.Keys.Select(column => Pick(column, query.Keys))], [.. Enumerable.Range(0, layout.Length - keys)], request.AsOf));
    }

    private static ColumnValues Pick(ColumnValues column, IReadOnlyList<int> rows)
    {
        var picked = column.NewLike();
        foreach (var row in rows)
        {
            picked.AddFrom(column, row);
        }

        return picked;
    }

    private SourceRows Join(List<RowQuery> queries, SourceRows[] answers, List<int> invalid)
    {
        var rowOfKey = new int[request.Keys[0].Count];
        Array.Fill(rowOfKey, SourceRows.NotFound);
        invalid.ForEach(key => rowOfKey[key] = SourceRows.KeyInvalid);
        var found = new RowBatch(layout[plan.Keys.Count..]);
        var count = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            for (var k = 0; k < queries[i].Keys.Count; k++)
            {
                var row = answers[i].RowOfKey[k];
                rowOfKey[queries[i].Keys[k]] = row < 0 ? row : count;
                if (row >= 0)
                {
                    found.AddFrom(answers[i].Columns, row);
                    count++;
                }
            }
        }

        var wanted = request.Wanted.Count;
        return new SourceRows(rowOfKey, found.Columns[..wanted], plan.EventTime is null ? null : (ColumnValues<long>)found.Columns[^1]);
    }
}
