using FedMl.Features.Columns;

namespace FedMl.Features.Sources;

/// <summary>A batch of a scan.</summary>
/// <param name="Keys">One column for each key of the plan.</param>
/// <param name="Columns">The wanted columns in the order asked.</param>
/// <param name="EventTimes">Null: the plan has none.</param>
/// <param name="NullKeys">
/// Rows that were left out for a null in their key. They are counted over the whole asset, whatever the partition, and
/// told once, with any batch.
/// </param>
internal sealed record ScannedRows(
    IReadOnlyList<ColumnValues> Keys, IReadOnlyList<ColumnValues> Columns, ColumnValues<long>? EventTimes, long NullKeys = 0)
{
    public int Count => Keys[0].Count;

    /// <summary>Divides them into batches; the last row of one may pass the limit of bytes. None of no rows.</summary>
    public IEnumerable<ScannedRows> Split(int maxRows, long maxBytes)
    {
        if (Count <= maxRows && Keys.Concat(Columns).Sum(column => column.Bytes) <= maxBytes)
        {
            if (Count > 0)
            {
                yield return this;
            }

            yield break;
        }

        var (first, bytes) = (0, 0L);
        for (var row = 0; row < Count; row++)
        {
            bytes += BytesAt(row);
            if (row + 1 - first == maxRows || bytes >= maxBytes || row + 1 == Count)
            {
                yield return Pick([.. Enumerable.Range(first, row + 1 - first)]);
                (first, bytes) = (row + 1, 0);
            }
        }
    }

    /// <summary>Some of the rows.</summary>
    public ScannedRows Pick(int[] rows) =>
        new([.. Keys.Select(key => key.Pick(rows))], [.. Columns.Select(column => column.Pick(rows))], (ColumnValues<long>?)EventTimes?.Pick(rows), NullKeys);

    private long BytesAt(int row)
    {
        var bytes = 0L;
        for (var i = 0; i < Keys.Count; i++)
        {
            bytes += Keys[i].BytesAt(row);
        }

        for (var i = 0; i < Columns.Count; i++)
        {
            bytes += Columns[i].BytesAt(row);
        }

        return bytes;
    }
}
