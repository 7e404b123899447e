using System.Globalization;
using System.Text;
using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Catalog;
using Microsoft.OData.Edm;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>What of <c>$filter</c> a source takes.</summary>
internal enum FilterPower
{
    /// <summary>All comparisons, and an order.</summary>
    Full,

    /// <summary>Where a source in the lineage is federated: <c>eq</c>, <c>and</c>, <c>or</c>, and no order.</summary>
    Basic,
}

/// <summary>A key as a part of <c>$filter</c>, encoded.</summary>
/// <param name="Text">
/// Holds for the rows of the key and may hold for others, which are told apart when they are there. Null: no row can have the
/// key, or (<paramref name="IsAskable"/> is false) nothing can be said that would not hold for the whole asset.
/// </param>
/// <param name="IsExact">Whether it holds for no other rows.</param>
internal readonly record struct KeyCondition(string? Text, bool IsAskable, bool IsExact)
{
    public static readonly KeyCondition Nothing = new(null, IsAskable: true, IsExact: true);
    public static readonly KeyCondition Unaskable = new(null, IsAskable: false, IsExact: false);

    public static KeyCondition Of(IReadOnlyList<BoundColumn> columns, IReadOnlyList<ColumnValues> keys, int row, FilterPower power)
    {
        List<string> parts = [];
        var isExact = true;
        for (var i = 0; i < columns.Count; i++)
        {
            var part = Of(columns[i].Source, keys[i], row, power);
            if (part is { IsAskable: true, Text: null })
            {
                return Nothing;
            }

            isExact &= part.IsExact;
            parts.AddRange(part.Text is { } text ? [text] : []);
        }

        return parts.Count == 0 ? Unaskable : new KeyCondition(parts.Count == 1 ? parts[0] : $"({string.Join("%20and%20", parts)})", IsAskable: true, isExact);
    }

    private static KeyCondition Of(AssetColumn column, ColumnValues values, int row, FilterPower power)
    {
        if (values is ColumnValues<long> numbers)
        {
            return OfNumber(column, numbers[row]);
        }

        var text = ((ColumnValues<string>)values)[row];
        if (column.Kind == EdmPrimitiveTypeKind.String)
        {
            return OfText(column.Name, text, power);
        }

        // The number's only text: 007 is none.
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text
            ? OfNumber(column, number)
            : Nothing;
    }

    private static KeyCondition OfNumber(AssetColumn column, long number) =>
        EdmTypes.Holds(column.Kind, number) ? Exact($"{column.Name}%20eq%20{number.ToString(CultureInfo.InvariantCulture)}") : Nothing;

    private static KeyCondition OfText(string column, string text, FilterPower power)
    {
        if (text.Contains('\0', StringComparison.Ordinal) || !IsUnicode(text))
        {
            return Nothing;
        }

        var quote = text.IndexOf('\'', StringComparison.Ordinal);
        if (quote < 0)
        {
            return Exact($"{column}%20eq%20'{Uri.EscapeDataString(text)}'");
        }

        // No literal can hold a quote, not even doubled. The texts that begin alike and go on with & or ' are few.
        var before = Uri.EscapeDataString(text[..quote]);
        return power == FilterPower.Full
            ? new KeyCondition($"({column}%20ge%20'{before}%26'%20and%20{column}%20lt%20'{before}%28')", IsAskable: true, IsExact: false)
            : Unaskable;
    }

    private static KeyCondition Exact(string text) => new(text, IsAskable: true, IsExact: true);

    private static bool IsUnicode(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
