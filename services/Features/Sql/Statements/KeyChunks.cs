using FedMl.Features.Columns;

namespace FedMl.Features.Sql.Statements;

/// <summary>Splits entity keys over statements of few sizes, so that the database meets few texts and reuses its plans.</summary>
internal static class KeyChunks
{
    // A comparison of several columns is an OR of ANDs, which databases plan worse than a list.
    private const int MaxCompositeKeys = 256;

    // Each is a SELECT of its own in a UNION.
    private const int MaxKeysWithTimes = 256;

    // SAP HANA takes 32,767.
    private const int MaxParameters = 32_000;

    /// <summary>Rows of keys for each statement; of those that a column can hold.</summary>
    public static IEnumerable<int[]> Of(BoundPlan plan, IReadOnlyList<ColumnValues> keys, int maxKeys) =>
        Split(plan, keys, plan.Matches.Count == 1 ? maxKeys : Math.Min(Math.Min(maxKeys, MaxCompositeKeys), MaxParameters / plan.Matches.Count));

    /// <summary>As <see cref="Of"/>, for keys that are each asked about with a time.</summary>
    public static IEnumerable<int[]> OfTimes(BoundPlan plan, IReadOnlyList<ColumnValues> keys, int maxKeys) =>
        Split(plan, keys, Math.Min(Math.Min(maxKeys, MaxKeysWithTimes), MaxParameters / (plan.Matches.Count + 1)));

    /// <summary>How many rows there are without the last one's repetitions.</summary>
    public static int CountOf(int[] rows) => Array.IndexOf(rows, rows[^1]) + 1;

    /// <summary>A part of a key as a parameter.</summary>
    public static object Value(ColumnValues keys, int row) => keys is ColumnValues<long> numbers ? numbers[row] : ((ColumnValues<string>)keys)[row];

    private static IEnumerable<int[]> Split(BoundPlan plan, IReadOnlyList<ColumnValues> keys, int most)
    {
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
