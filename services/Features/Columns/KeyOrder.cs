namespace FedMl.Features.Columns;

/// <summary>The order of keys: part by part, numbers by value, texts by code point, as DuckDB orders them.</summary>
internal static class KeyOrder
{
    public static int Compare(IReadOnlyList<ColumnValues> left, int leftRow, IReadOnlyList<ColumnValues> right, int rightRow)
    {
        for (var i = 0; i < left.Count; i++)
        {
            var part = left[i] is ColumnValues<long> numbers
                ? numbers[leftRow].CompareTo(((ColumnValues<long>)right[i])[rightRow])
                : CompareTexts(((ColumnValues<string>)left[i])[leftRow], ((ColumnValues<string>)right[i])[rightRow]);
            if (part != 0)
            {
                return part;
            }
        }

        return 0;
    }

    // UTF-16 puts surrogates, which are the highest code points, before U+E000.
    private static int CompareTexts(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (l, r) = (left[same], right[same]);
        return char.IsSurrogate(l) == char.IsSurrogate(r) ? l.CompareTo(r) : char.IsSurrogate(l).CompareTo(char.IsSurrogate(r));
    }
}
