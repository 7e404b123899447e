namespace FedMl.Features.Expressions.Evaluation;

internal static class TextOperations
{
    public static Func<int, Maybe<string>> Concat(Func<int, Maybe<string>>[] operands) => row =>
    {
        var parts = Array.ConvertAll(operands, operand => operand(row));
        return Array.TrueForAll(parts, part => part.IsThere) ? string.Concat(parts.Select(part => part.Value)) : Maybe<string>.Null;
    };

    // Letters on which DuckDB's mapping and .NET's, with ICU or without, differ.
    public static Func<int, Maybe<string>> Lower(Func<int, Maybe<string>> operand) =>
        row => operand(row).Then<string>(text => text.ToLowerInvariant().Replace('\u0130', 'i'));

    public static Func<int, Maybe<string>> Upper(Func<int, Maybe<string>> operand) =>
        row => operand(row).Then<string>(text => text.ToUpperInvariant().Replace('\u0131', 'I').Replace('\u017F', 'S').Replace('\u00DF', '\u1E9E'));

    /// <summary>By code points, which is the order of UTF-8 bytes too; UTF-16 has another.</summary>
    public static int Compare(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i])
            {
                return char.IsSurrogate(left[i]) == char.IsSurrogate(right[i]) ? left[i].CompareTo(right[i]) : char.IsSurrogate(left[i]) ? 1 : -1;
            }
        }

        return left.Length.CompareTo(right.Length);
    }
}
