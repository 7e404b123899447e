using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Caching;

/// <summary>Makes an answer of rows that are kept or were just fetched.</summary>
internal static class CachedAnswer
{
    /// <param name="plan">What is read.</param>
    /// <param name="wanted">The columns asked for.</param>
    /// <param name="found">For each key asked its row; null: the key has a null in it.</param>
    /// <param name="stale">For each key asked whether its row is too old to be sure of; null: none is.</param>
    /// <returns>The answer, and when the oldest of its rows was fetched; null: it has none.</returns>
    public static (SourceRows Answer, long? FetchedAt) Make(RowPlan plan, WantedColumns wanted, CachedRow?[] found, bool[]? stale)
    {
        var rowOfKey = new int[found.Length];
        var rows = new CachedRow[found.Length];
        var kept = stale is null ? null : new bool[found.Length];
        var count = 0;
        var hasNulls = false;
        long? oldest = null;
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is not { IsFound: true } row)
            {
                rowOfKey[i] = found[i]?.State ?? SourceRows.NotFound;
                continue;
            }

            oldest = oldest < row.FetchedAt ? oldest : row.FetchedAt;
            hasNulls |= row.HasNulls;
            kept?[count] = stale![i];
            rowOfKey[i] = count;
            rows[count++] = row;
        }

        var packed = rows.AsSpan(0, count);
        var columns = new ColumnValues[wanted.Places.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = CachedColumns.Make(wanted.Set, wanted.Places[i], packed, hasNulls);
        }

        return (new SourceRows(rowOfKey, columns, plan.EventTime is null ? null : EventTimes(packed)) { Kept = kept }, oldest);
    }

    private static ColumnValues<long> EventTimes(ReadOnlySpan<CachedRow> rows)
    {
        var times = new ColumnValues<long>(rows.Length);
        foreach (var row in rows)
        {
            times.Add(row.EventTime!.Value);
        }

        return times;
    }
}
