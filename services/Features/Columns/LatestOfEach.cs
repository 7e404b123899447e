using FedMl.Features.Sources;

namespace FedMl.Features.Columns;

/// <summary>Finds among the rows that were read, of each key asked at least the two latest, the one that answers it.</summary>
internal sealed class LatestOfEach
{
    private readonly int[] rowOfKey;

    public LatestOfEach(int keys)
    {
        rowOfKey = new int[keys];
        Array.Fill(rowOfKey, SourceRows.NotFound);
        Rivals = new bool[keys];
    }

    private bool[] Rivals { get; }

    /// <summary>For each key its row, or that it has none, or several of one time.</summary>
    public int[] RowOfKey => [.. rowOfKey.Select((row, key) => Rivals[key] ? SourceRows.Ambiguous : row)];

    /// <summary>Whether the row is the latest so far, or as late as that.</summary>
    /// <param name="times">Event times of the rows; null: they have none.</param>
    public bool Add(int key, int row, ColumnValues<long>? times)
    {
        var known = rowOfKey[key];
        if (known == SourceRows.NotFound || (times is not null && times[row] > times[known]))
        {
            (rowOfKey[key], Rivals[key]) = (row, false);
            return true;
        }

        var isRival = times is null || times[row] == times[known];
        Rivals[key] |= isRival;
        return isRival;
    }

    /// <summary>The rows that are still needed. From now on each is known by its place among them.</summary>
    public int[] Compact()
    {
        int[] needed = [.. rowOfKey.Where(row => row >= 0).Distinct().Order()];
        for (var key = 0; key < rowOfKey.Length; key++)
        {
            rowOfKey[key] = rowOfKey[key] < 0 ? rowOfKey[key] : Array.BinarySearch(needed, rowOfKey[key]);
        }

        return needed;
    }
}
