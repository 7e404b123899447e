using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Joins;

/// <summary>Reads the rows of a joined asset for rows of the asset that it is joined to.</summary>
internal sealed class JoinedReader(RowPlan plan, IRowReader reader) : IDisposable
{
    public Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken) => reader.RefreshAsync(cancellationToken);

    /// <param name="keys">The keys of each row; where a part is null, nothing is joined.</param>
    /// <param name="request">What is wanted besides.</param>
    /// <returns>One row of the answer for each row of the keys.</returns>
    public async Task<SourceRows> ReadAsync(IReadOnlyList<ColumnValues> keys, RowRequest request, CancellationToken cancellationToken)
    {
        var rowOfKey = new int[keys[0].Count];
        Array.Fill(rowOfKey, SourceRows.NotFound);
        int[] keyed = [.. Enumerable.Range(0, rowOfKey.Length).Where(row => !keys.Any(key => key.IsNull(row)))];
        // Also where none has a key: an answer without rows has the columns too.
        var distinct = DistinctKeys.Of([.. keys.Select(key => key.Pick(keyed))]);
        var rows = await reader.ReadAsync(request with { Keys = distinct.Keys }, cancellationToken);
        for (var i = 0; i < keyed.Length; i++)
        {
            rowOfKey[keyed[i]] = rows.RowOfKey[distinct.IndexOfRow[i]];
        }

        return rows with { RowOfKey = rowOfKey };
    }

    public bool HasHistory => plan is { EventTime: not null } or { Validity: not null } && reader.History is not null;

    /// <summary>As <see cref="ReadAsync"/>, each row of the keys as of a time of its own.</summary>
    public async Task<SourceRows> ReadHistoryAsync(IReadOnlyList<ColumnValues> keys, HistoryRequest request, CancellationToken cancellationToken)
    {
        var rowOfKey = new int[keys[0].Count];
        Array.Fill(rowOfKey, SourceRows.NotFound);
        int[] keyed = [.. Enumerable.Range(0, rowOfKey.Length).Where(row => !keys.Any(key => key.IsNull(row)))];
        var asked = request with { Keys = [.. keys.Select(key => key.Pick(keyed))], Times = (ColumnValues<long>)request.Times.Pick(keyed) };
        var rows = await reader.History!.ReadHistoryAsync(asked, cancellationToken);
        for (var i = 0; i < keyed.Length; i++)
        {
            rowOfKey[keyed[i]] = rows.RowOfKey[i];
        }

        return rows with { RowOfKey = rowOfKey };
    }

    public void Dispose() => reader.Dispose();
}
