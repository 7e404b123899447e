using FedMl.Features.Columns;

namespace FedMl.Features.Sql.Statements;

/// <summary>Splits entity keys over statements of few sizes, so that the database meets few texts and reuses its plans.</summary>
internal static class KeyChunks
{
    // A comparison of several columns is an OR of ANDs, which databases plan worse than a list.
    private const int MaxCompositeKeys = 256;

    // SAP HANA takes 32,767.
    private const int MaxParameters = 32_000;

    /// <summary>Rows of keys for each statement; of those that a column can hold.</summary>
    public static IEnumerable<int[]> Of(BoundPlan plan, IReadOnlyList<ColumnValues> keys, int maxKeys)
    {
        var most = plan.Matches.Count == 1 ? maxKeys : Math.Min(Math.Min(maxKeys, MaxCompositeKeys), MaxParameters / plan.Matches.Count);
        return Enumerable.Range(0, keys[0].Count)
            .Where(row => plan.Matches.Select((match, i) => match.CanHold(keys[i], row)).All(can => can))
            .Chunk(Math.Max(1, most))
            .Select(rows => Pad(rows, most));
    }

    // A key that is asked for twice is found once.
    private static int[] Pad(int[] rows, int most)
    {
        var size = 1;
        while (size < rows.Length)
        {
            size *= 4;
        }

        return [.. rows, .. Enumerable.Repeat(rows[^1], Math.Min(size, Math.Max(most, rows.Length)) - rows.Length)];
    }
}
