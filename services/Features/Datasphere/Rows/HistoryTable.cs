using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>
/// Finds for keys, each asked about at a time of its own, the row that counts then. Rows come in any order, page by page, and
/// only those that answer so far are kept: at most one for each key and time, however long the histories are.
/// </summary>
internal sealed class HistoryTable
{
    private readonly RowLayout layout;
    private readonly ColumnValues<long> times;
    private readonly KeyIndex index;

    // Of each key, by the first row that asks about it, all that do, the earliest time first.
    private readonly Dictionary<int, int[]> asking;
    private readonly LatestOfEach latest;
    private RowBatch kept;

    public HistoryTable(RowLayout layout, IReadOnlyList<ColumnValues> keys, ColumnValues<long> times)
    {
        this.layout = layout;
        this.times = times;
        index = new KeyIndex(keys);
        var rows = Enumerable.Range(0, times.Count).GroupBy(row => FirstOf(keys, row));
        asking = rows.ToDictionary(same => same.Key, same => same.OrderBy(row => times[row]).ToArray());
        latest = new LatestOfEach(times.Count);
        kept = new RowBatch(layout.Columns);
    }

    public SourceRows Answer => new(latest.RowOfKey, layout.Wanted(kept), layout.EventTimes(kept));

    public void Take(RowBatch page)
    {
        var (keys, events, valid) = (layout.Keys(page), layout.EventTimes(page), layout.Valid(page));
        var all = new RowBatch(layout.Columns);
        all.Append(kept);
        var before = all.Count;
        for (var row = 0; row < page.Count; row++)
        {
            if (index.First(keys, row) is var key and not KeyIndex.None && events?.IsNull(row) != true)
            {
                all.AddFrom(page.Columns, row);
                Take(asking[key], all.Count - 1, row, layout.EventTimes(all), valid);
            }
        }

        if (all.Count > before)
        {
            kept = new RowBatch(layout.Columns);
            Array.ForEach(latest.Compact(), row => kept.AddFrom(all.Columns, row));
        }
    }

    // It counts from its time on, and holds when it says so. Where a later one is known it is known for all times after that too.
    private void Take(int[] rows, int place, int row, ColumnValues<long>? events, ValidTimes? valid)
    {
        for (var i = events is null ? 0 : FirstFrom(rows, events[place]); i < rows.Length; i++)
        {
            if (valid?.Hold(row, times[rows[i]]) != false && !latest.Add(rows[i], place, events) && valid is null)
            {
                return;
            }
        }
    }

    private int FirstFrom(int[] rows, long time)
    {
        var (low, high) = (0, rows.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = times[rows[middle]] < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private int FirstOf(IReadOnlyList<ColumnValues> keys, int row)
    {
        var known = index.First(keys, row);
        if (known == KeyIndex.None)
        {
            index.Add(row);
        }

        return known == KeyIndex.None ? row : known;
    }
}
