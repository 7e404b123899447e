using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Batches;

/// <summary>Rows of features on their way to a caller, all columns of the same length.</summary>
/// <param name="Times">When each row was asked about; null: all at one time.</param>
internal sealed record FeatureBatch(IReadOnlyList<ColumnValues> Keys, IReadOnlyList<BatchView> Views, ColumnValues<long>? Times = null)
{
    public int Count => Keys[0].Count;

    /// <summary>Whether a row of this status has a value, which may be null.</summary>
    public static bool HasValue(ValueStatus status) => status is ValueStatus.Present or ValueStatus.Stale;

    /// <summary>Divides it where its bytes would pass a limit; the last row of a part may pass it.</summary>
    public IEnumerable<FeatureBatch> Split(long maxBytes)
    {
        ColumnValues[] columns = [.. Keys, .. Views.SelectMany(view => view.Columns)];
        if (columns.Sum(column => column.Bytes) <= maxBytes)
        {
            yield return this;
            yield break;
        }

        var (first, bytes) = (0, 0L);
        for (var row = 0; row < Count; row++)
        {
            bytes += columns.Sum(column => column.BytesAt(row));
            if (bytes >= maxBytes || row == Count - 1)
            {
                yield return Part(first, row + 1);
                (first, bytes) = (row + 1, 0);
            }
        }
    }

    private FeatureBatch Part(int from, int to)
    {
        int[] rows = [.. Enumerable.Range(from, to - from)];
        return new FeatureBatch(
            [.. Keys.Select(key => key.Pick(rows))],
            [.. Views.Select(view => new BatchView([.. view.Columns.Select(column => column.Pick(rows))], view.Statuses?[from..to]))],
            (ColumnValues<long>?)Times?.Pick(rows));
    }
}

/// <summary>What one view answers for the rows of a batch.</summary>
/// <param name="Columns">Its features, one value a row; null where the row's status says that there is none.</param>
/// <param name="Statuses">One a row where the value is not null; null: all are PRESENT.</param>
internal sealed record BatchView(IReadOnlyList<ColumnValues> Columns, ValueStatus[]? Statuses)
{
    /// <summary>Where a column brings values for rows that have none by their status, they are taken out.</summary>
    public static BatchView Of(IReadOnlyList<ColumnValues> columns, ValueStatus[]? statuses)
    {
        if (statuses is null || Array.TrueForAll(statuses, status => status == ValueStatus.Present))
        {
            return new BatchView(columns, null);
        }

        if (Array.TrueForAll(statuses, FeatureBatch.HasValue))
        {
            return new BatchView(columns, statuses);
        }

        int[] rows = [.. statuses.Select((status, row) => FeatureBatch.HasValue(status) ? row : -1)];
        return new BatchView([.. columns.Select(column => column.Pick(rows))], statuses);
    }
}
