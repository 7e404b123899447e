namespace FedMl.Features.Columns;

/// <summary>Keys without repetitions, and for each row asked which of them is its own.</summary>
internal sealed record DistinctKeys(IReadOnlyList<ColumnValues> Keys, int[] IndexOfRow)
{
    public static DistinctKeys Of(IReadOnlyList<ColumnValues> asked)
    {
        var count = asked[0].Count;
        if (count == 1)
        {
            return new DistinctKeys(asked, [0]);
        }

        var index = new KeyIndex(asked);
        var indexOfRow = new int[count];
        List<int> first = [];
        for (var row = 0; row < count; row++)
        {
            var known = index.First(asked, row);
            if (known == KeyIndex.None)
            {
                index.Add(row);
                indexOfRow[row] = first.Count;
                first.Add(row);
            }
            else
            {
                indexOfRow[row] = indexOfRow[known];
            }
        }

        return first.Count == count ? new DistinctKeys(asked, indexOfRow) : new DistinctKeys([.. asked.Select(column => column.Pick(first))], indexOfRow);
    }
}
