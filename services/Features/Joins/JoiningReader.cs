using System.Runtime.CompilerServices;
using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Joins;

/// <summary>
/// Reads the rows of a plan's own asset and then, by the keys that are in them, those of the assets that are joined to it,
/// all as of the same point in time. Each asset is read at its own moment.
/// </summary>
internal sealed class JoiningReader(JoinedPlan plan, IBusinessDataSource source) : IRowReader, IRowScanner, IHistoryReader
{
    private readonly IRowReader own = source.Open(plan.Own);
    private readonly JoinedReader[] joined = [.. plan.Joined.Select(asset => new JoinedReader(asset, source.Open(asset)))];

    public IRowScanner? Scanner => own.Scanner is null ? null : this;

    /// <summary>Null also where a joined asset tells no time: what it said then is not known.</summary>
    public IHistoryReader? History => own.History is null || !Array.TrueForAll(joined, reader => reader.HasHistory) ? null : this;

    public async Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken)
    {
        var looks = joined.Select(reader => reader.RefreshAsync(cancellationToken)).Prepend(own.RefreshAsync(cancellationToken));
        var faults = await Task.WhenAll(looks);
        return [.. faults[0], .. faults.Skip(1).SelectMany((ofJoin, join) => ofJoin.Select(fault => plan.ToOuter(join, fault)))];
    }

    public async ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken)
    {
        var read = (await own.ReadAsync(request with { Wanted = plan.OwnOf(request.Wanted) }, cancellationToken)).Compact();
        var (columns, isAmbiguous) = await JoinAsync(read.Columns, request with { Parameters = [] }, cancellationToken);
        return read with
        {
            RowOfKey = Array.ConvertAll(read.RowOfKey, row => row >= 0 && isAmbiguous[row] ? SourceRows.Ambiguous : row),
            Columns = columns,
        };
    }

    public async ValueTask<SourceRows> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken)
    {
        var read = await own.History!.ReadHistoryAsync(request with { Wanted = plan.OwnOf(request.Wanted) }, cancellationToken);
        // Rows of one key at several times may be one row of its own asset, but not of those joined to it.
        ColumnValues[] columns = [.. read.Columns.Select(column => column.Pick(read.RowOfKey))];
        var reads = await Task.WhenAll(joined.Select((reader, join) => reader.ReadHistoryAsync(
            [.. columns.Take(plan.KeysOf(join, request.Wanted))], request with { Wanted = plan.JoinedOf(join, request.Wanted) }, cancellationToken)));
        return new SourceRows(
            [.. read.RowOfKey.Select((row, i) => row < 0 ? row : reads.Any(ofJoin => ofJoin.RowOfKey[i] == SourceRows.Ambiguous) ? SourceRows.Ambiguous : i)],
            [.. plan.PlacesOf(request.Wanted).Select(at => at.Join < 0 ? columns[at.Place] : reads[at.Join].Columns[at.Place].Pick(reads[at.Join].RowOfKey))],
            (ColumnValues<long>?)read.EventTimes?.Pick(read.RowOfKey));
    }

    public async IAsyncEnumerable<ScannedRows> ScanAsync(ScanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var rows in own.Scanner!.ScanAsync(request with { Wanted = plan.OwnOf(request.Wanted) }, cancellationToken))
        {
            var (columns, isAmbiguous) = await JoinAsync(rows.Columns, new RowRequest([], request.Wanted, request.AsOf), cancellationToken);
            var joinedRows = rows with { Columns = columns };
            // Two rows of one key are what tells that none of them is right.
            yield return isAmbiguous.Contains(true)
                ? joinedRows.Pick([.. Enumerable.Range(0, rows.Count).SelectMany(row => Enumerable.Repeat(row, isAmbiguous[row] ? 2 : 1))])
                : joinedRows;
        }
    }

    public void Dispose()
    {
        own.Dispose();
        Array.ForEach(joined, reader => reader.Dispose());
    }

    /// <returns>The wanted columns, and for each row whether a join has several for it.</returns>
    private async Task<(IReadOnlyList<ColumnValues> Columns, bool[] IsAmbiguous)> JoinAsync(
        IReadOnlyList<ColumnValues> read, RowRequest request, CancellationToken cancellationToken)
    {
        var reads = await Task.WhenAll(joined.Select((reader, join) => reader.ReadAsync(
            [.. read.Take(plan.KeysOf(join, request.Wanted))], request with { Wanted = plan.JoinedOf(join, request.Wanted) }, cancellationToken)));
        var columns = plan.PlacesOf(request.Wanted).Select(at => at.Join < 0 ? read[at.Place] : reads[at.Join].Columns[at.Place].Pick(reads[at.Join].RowOfKey));
        var isAmbiguous = Enumerable.Range(0, read[0].Count).Select(row => reads.Any(ofJoin => ofJoin.RowOfKey[row] == SourceRows.Ambiguous));
        return ([.. columns], [.. isAmbiguous]);
    }
}
