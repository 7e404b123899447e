using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Sources;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>Reads the rows of the keys of one request, several queries at a time.</summary>
internal sealed class KeyRead(DatasphereClient client, DatasphereOptions options, BoundPlan plan, RowRequest request)
{
    private readonly RowQuota quota = new(options.MaxRowsPerRead);
    private readonly RowLayout layout = new(plan, request.Wanted);
    private readonly Uri rows = ParameterCall.RowsOf(plan, request.Parameters);

    public async Task<SourceRows> RunAsync(FilterPower power, CancellationToken cancellationToken)
    {
        var queries = RowQueries.Make(plan, rows, layout.Columns, request, power, options.MaxUrlLength, out var invalid);
        var answers = new SourceRows[queries.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrentRequestsPerRead, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, queries.Count, parallel, async (i, token) => answers[i] = await AnswerAsync(queries[i], token));
        return Join(queries, answers, invalid);
    }

    private async Task<SourceRows> AnswerAsync(RowQuery query, CancellationToken cancellationToken)
    {
        var read = await client.ReadRowsAsync(query.Uri, layout.Columns, quota, cancellationToken);
        var table = new ColumnTable(layout.Keys(read.Rows), layout.Wanted(read.Rows), layout.EventTimes(read.Rows), layout.Valid(read.Rows));
        // A row is held against the keys of its own query only: another's may have brought it too.
        int[] keys = [.. query.Keys];
        return table.Read(new RowRequest([.. request.Keys.Select(column => column.Pick(keys))], [.. Enumerable.Range(0, request.Wanted.Count)], request.AsOf)).Compact();
    }

    private SourceRows Join(List<RowQuery> queries, SourceRows[] answers, List<int> invalid)
    {
        var rowOfKey = new int[request.Keys[0].Count];
        Array.Fill(rowOfKey, SourceRows.NotFound);
        invalid.ForEach(key => rowOfKey[key] = SourceRows.KeyInvalid);
        ColumnValues[] columns = [.. request.Wanted.Select(i => ColumnValues.Of(plan.Columns[i].Plan.Type))];
        var times = plan.EventTime is null ? null : new ColumnValues<long>();
        var count = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            var found = 0;
            for (var k = 0; k < queries[i].Keys.Count; k++)
            {
                var row = answers[i].RowOfKey[k];
                rowOfKey[queries[i].Keys[k]] = row < 0 ? row : row + count;
                found = Math.Max(found, row + 1);
            }

            for (var row = 0; row < found; row++)
            {
                for (var column = 0; column < columns.Length; column++)
                {
                    columns[column].AddFrom(answers[i].Columns[column], row);
                }

                times?.AddFrom(answers[i].EventTimes!, row);
            }

            count += found;
        }

        return new SourceRows(rowOfKey, columns, times);
    }
}
