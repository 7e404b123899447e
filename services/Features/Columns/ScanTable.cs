using FedMl.Features.Sources;

namespace FedMl.Features.Columns;

/// <summary>Rows in memory in the order of their keys and, within a key, of their event times.</summary>
internal sealed class ScanTable
{
    private readonly IReadOnlyList<ColumnValues> keys;
    private readonly IReadOnlyList<ColumnValues> columns;
    private readonly ColumnValues<long>? eventTimes;
    private readonly ValidTimes? valid;
    private readonly int[] order;
    private readonly int nullKeys;

    public ScanTable(IReadOnlyList<ColumnValues> keys, IReadOnlyList<ColumnValues> columns, ColumnValues<long>? eventTimes, ValidTimes? valid)
    {
        this.keys = keys;
        this.columns = columns;
        this.eventTimes = eventTimes;
        this.valid = valid;
        int[] keyed = [.. Enumerable.Range(0, keys[0].Count).Where(row => !keys.Any(key => key.IsNull(row)))];
        nullKeys = keys[0].Count - keyed.Length;
        order = eventTimes is null ? keyed : [.. keyed.Where(row => !eventTimes.IsNull(row))];
        Array.Sort(order, Compare);
    }

    public IEnumerable<ScannedRows> Scan(ScanRequest request)
    {
        var asOf = Timestamps.FromDateTimeOffset(request.AsOf);
        var untold = nullKeys;
        List<int> rows = [];
        var bytes = 0L;
        for (var i = FirstAfter(request.After); i < order.Length; i++)
        {
            var row = order[i];
            if ((eventTimes is not null && eventTimes[row] > asOf) || valid?.Hold(row, asOf) == false || request.Partition?.Has(keys, row) == false)
            {
                continue;
            }

            rows.Add(row);
            bytes += BytesOf(row, request.Wanted);
            if (rows.Count == request.MaxRows || bytes >= request.MaxBytes)
            {
                yield return Take(rows, request.Wanted, untold);
                (untold, bytes) = (0, 0);
                rows.Clear();
            }
        }

        yield return Take(rows, request.Wanted, untold);
    }

    private ScannedRows Take(List<int> rows, IReadOnlyList<int> wanted, int untold) =>
        new ScannedRows(keys, [.. wanted.Select(i => columns[i])], eventTimes, untold).Pick([.. rows]);

    private long BytesOf(int row, IReadOnlyList<int> wanted)
    {
        var bytes = keys.Sum(key => key.BytesAt(row));
        for (var i = 0; i < wanted.Count; i++)
        {
            bytes += columns[wanted[i]].BytesAt(row);
        }

        return bytes;
    }

    private int FirstAfter(IReadOnlyList<ColumnValues>? after)
    {
        var (low, high) = (0, after is null ? 0 : order.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = KeyOrder.Compare(keys, order[middle], after!, 0) > 0 ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private int Compare(int left, int right)
    {
        var byKey = KeyOrder.Compare(keys, left, keys, right);
        var byTime = byKey != 0 || eventTimes is null ? byKey : eventTimes[left].CompareTo(eventTimes[right]);
        return byTime != 0 ? byTime : left.CompareTo(right);
    }
}
