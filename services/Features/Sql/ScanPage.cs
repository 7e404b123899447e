using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql;

/// <summary>Rows of whole groups of one key and event time.</summary>
/// <param name="End">Where the next page begins; null: this is the last.</param>
internal sealed record ScanPage(ScannedRows Rows, ScanPlace? End)
{
    /// <param name="read">At least two rows, where it is not the last page.</param>
    /// <param name="isLast">Whether no rows follow.</param>
    /// <param name="partition">Only its rows are in the page; null: all are.</param>
    public static ScanPage Of(ScannedRows read, bool isLast, KeyPartition? partition)
    {
        var count = read.Count;
        ScanPlace? end = null;
        if (!isLast)
        {
            // The last group may go on: it is read again, unless it is alone; then it has rivals enough to be ambiguous.
            var first = count - 1;
            while (first > 0 && AreOfOneGroup(read, first - 1, first))
            {
                first--;
            }

            count = first == 0 ? count : first;
            end = new ScanPlace(read.Keys, count - 1, read.EventTimes?[count - 1]);
        }

        int[] rows = [.. Enumerable.Range(0, count).Where(row => partition?.Has(read.Keys, row) != false)];
        return new ScanPage(rows.Length == read.Count ? read : read.Pick(rows), end);
    }

    private static bool AreOfOneGroup(ScannedRows rows, int one, int other) =>
        rows.Keys.All(key => key.AreEqual(one, key, other)) && (rows.EventTimes is null || rows.EventTimes[one] == rows.EventTimes[other]);
}
