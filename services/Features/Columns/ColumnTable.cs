using FedMl.Features.Sources;

namespace FedMl.Features.Columns;

/// <summary>Rows of an asset in memory, found by key and, where they have one, by event time and validity.</summary>
internal sealed class ColumnTable
{
    private readonly ColumnValues<long>? eventTimes;
    private readonly ValidTimes? valid;
    private readonly KeyIndex index;
    private readonly Lazy<ScanTable> scans;

    public ColumnTable(IReadOnlyList<ColumnValues> keys, IReadOnlyList<ColumnValues> columns, ColumnValues<long>? eventTimes, ValidTimes? valid = null)
    {
        Columns = columns;
        this.eventTimes = eventTimes;
        this.valid = valid;
        index = new KeyIndex(keys);
        scans = new Lazy<ScanTable>(() => new ScanTable(keys, columns, eventTimes, valid));
        foreach (var row in RowsByTime(keys[0].Count))
        {
            index.Add(row);
        }
    }

    public IReadOnlyList<ColumnValues> Columns { get; }

    public SourceRows Read(RowRequest request)
    {
        var asOf = Timestamps.FromDateTimeOffset(request.AsOf);
        var rows = new int[request.Keys[0].Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = Find(request.Keys, i, asOf);
        }

        return new SourceRows(rows, [.. request.Wanted.Select(i => Columns[i])], eventTimes);
    }

    public SourceRows ReadHistory(HistoryRequest request)
    {
        var rows = new int[request.Times.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = Find(request.Keys, i, request.Times[i]);
        }

        return new SourceRows(rows, [.. request.Wanted.Select(i => Columns[i])], eventTimes);
    }

    /// <summary>The rows in the order of their keys; the first scan sorts them.</summary>
    public IEnumerable<ScannedRows> Scan(ScanRequest request) => scans.Value.Scan(request);

    private int Find(IReadOnlyList<ColumnValues> keys, int keyRow, long asOf)
    {
        var row = NextCounting(index.First(keys, keyRow), keys, keyRow, asOf);
        if (row == KeyIndex.None)
        {
            return SourceRows.NotFound;
        }

        var other = NextCounting(index.Next(row, keys, keyRow), keys, keyRow, asOf);
        var hasRival = other != KeyIndex.None && (eventTimes is null || eventTimes[other] == eventTimes[row]);
        return hasRival ? SourceRows.Ambiguous : row;
    }

    // The row itself, or the next with its key that counts at that point in time.
    private int NextCounting(int row, IReadOnlyList<ColumnValues> keys, int keyRow, long asOf)
    {
        while (row != KeyIndex.None && ((eventTimes is not null && eventTimes[row] > asOf) || valid?.Hold(row, asOf) == false))
        {
            row = index.Next(row, keys, keyRow);
        }

        return row;
    }

    // Ascending, so that the index finds the latest first. A row of unknown time is at no point in time.
    private IEnumerable<int> RowsByTime(int count)
    {
        var rows = Enumerable.Range(0, count);
        return eventTimes is null ? rows : rows.Where(row => !eventTimes.IsNull(row)).OrderBy(row => eventTimes[row]);
    }
}
