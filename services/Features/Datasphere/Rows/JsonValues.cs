using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Catalog;
using FedMl.Features.Datasphere.Http;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>Values of OData's JSON, taken exactly: a decimal never goes through a double.</summary>
internal static class JsonValues
{
    /// <summary>Adds the value at which a reader stands; false: it is none of the declared type.</summary>
    /// <exception cref="UpstreamException">It is no single value.</exception>
    public static bool TryAdd(ColumnValues target, BoundColumn column, ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                target.AddNull();
                return true;
            case JsonTokenType.True or JsonTokenType.False:
                return TextValues.TryAdd(target, column.Plan.Type, json.TokenType == JsonTokenType.True ? "true" : "false");
            case JsonTokenType.Number:
                return TryAddNumber(target, column, Encoding.ASCII.GetString(json.HasValueSequence ? json.ValueSequence.ToArray() : json.ValueSpan));
            case JsonTokenType.String:
                return TryAddText(target, column, json.GetString()!);
            default:
                throw UpstreamException.Malformed("holds something else than a value in a row");
        }
    }

    private static bool TryAddNumber(ColumnValues target, BoundColumn column, string number)
    {
        switch (column.Plan.Type)
        {
            case ValueType.Double or ValueType.String:
                return TextValues.TryAdd(target, column.Plan.Type, number);
            case ValueType.Decimal:
                return DecimalText.Plain(number) is { } plain && TextValues.TryAdd(target, ValueType.Decimal, plain);
            case ValueType.Int64:
                // A decimal column of whole numbers may write their zeros behind the point.
                return DecimalText.Plain(number) is { } whole && TextValues.TryAdd(target, ValueType.Int64, WithoutZeros(whole));
            default:
                return false;
        }
    }

    private static string WithoutZeros(string number) => number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;

    private static bool TryAddText(ColumnValues target, BoundColumn column, string text) => (column.Plan.Type, EdmTypes.ToValueType(column.Source.Kind)) switch
    {
        (ValueType.Binary, _) => TryAddBytes((ColumnValues<byte[]>)target, text),
        (ValueType.String, _) => TextValues.TryAdd(target, ValueType.String, text),
        // Some write numbers beyond JSON's as text, and all do so with what is no number.
        (ValueType.Double, _) when text is "INF" or "-INF" or "NaN" => TextValues.TryAdd(target, ValueType.Double, text.Replace("INF", "Infinity", StringComparison.Ordinal)),
        (_, ValueType.Int64 or ValueType.Decimal or ValueType.Double) => TryAddNumber(target, column, text),
        _ => TextValues.TryAdd(target, column.Plan.Type, text),
    };

    private static bool TryAddBytes(ColumnValues<byte[]> target, string text)
    {
        // OData's alphabet is that of URLs; SAP's older services write the other one.
        var url = text.Replace('+', '-').Replace('/', '_');
        if (!Base64Url.IsValid(url))
        {
            return false;
        }

        target.Add(Base64Url.DecodeFromChars(url));
        return true;
    }
}
