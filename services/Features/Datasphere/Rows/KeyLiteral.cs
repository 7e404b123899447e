using System.Globalization;
using System.Text;
using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Catalog;
using Microsoft.OData.Edm;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>A part of a key as OData writes it, encoded.</summary>
/// <param name="IsExact">Otherwise it is one from which on the key comes, because the key itself cannot be said.</param>
internal readonly record struct KeyLiteral(string Text, bool IsExact)
{
    /// <summary>A key that the source has told.</summary>
    public static KeyLiteral Of(AssetColumn column, ColumnValues values, int row)
    {
        if (values is ColumnValues<long> numbers)
        {
            return new(numbers[row].ToString(CultureInfo.InvariantCulture), IsExact: true);
        }

        var text = ((ColumnValues<string>)values)[row];
        if (column.Kind != EdmPrimitiveTypeKind.String)
        {
            return new(Uri.EscapeDataString(text), IsExact: true);
        }

        var said = Sayable(text);
        // Of what begins alike, texts with a quote come before those that go on with &, but for a few.
        return said == text.Length ? new($"'{Uri.EscapeDataString(text)}'", IsExact: true)
            : new($"'{Uri.EscapeDataString(text[..said])}{(text[said] == '\'' ? "%26" : "")}'", IsExact: false);
    }

    public static bool CanBeSaid(string text) => Sayable(text) == text.Length;

    // No literal can hold a quote, not even doubled.
    private static int Sayable(string text)
    {
        var length = 0;
        while (length < text.Length
            && text[length] is not ('\'' or '\0')
            && Rune.DecodeFromUtf16(text.AsSpan(length), out _, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            length += consumed;
        }

        return length;
    }
}
