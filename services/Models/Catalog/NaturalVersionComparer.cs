namespace FedMl.Models.Catalog;

/// <summary>
/// Orders versions as people count: runs of digits by their number (2 &lt; 10, 1.9 &lt; 1.10), all else by
/// character. A total order: versions that differ in leading zeros only are told apart by their text.
/// </summary>
internal sealed class NaturalVersionComparer : IComparer<string>
{
    public static NaturalVersionComparer Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        while (left.Length > 0 && right.Length > 0)
        {
            var order = char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0])
                ? CompareNumbers(TakeDigits(ref left), TakeDigits(ref right))
                : TakeCharacter(ref left).CompareTo(TakeCharacter(ref right));
            if (order != 0)
            {
                return order;
            }
        }

        var rest = left.Length.CompareTo(right.Length);
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }

    private static ReadOnlySpan<char> TakeDigits(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits;
    }

    private static char TakeCharacter(ref ReadOnlySpan<char> text)
    {
        var first = text[0];
        text = text[1..];
        return first;
    }
}
