using System.Text.Json;
using FedMl.Gateway.Requests;

namespace FedMl.Gateway.Records;

/// <summary>Reads one field's value. A value that cannot be taken is a fault and is skipped.</summary>
internal static class ScalarReader
{
    /// <returns>What is wrong with the value, or null.</returns>
    public static string? Read(ref Utf8JsonReader reader, out Scalar scalar)
    {
        scalar = Scalar.Null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True or JsonTokenType.False:
                scalar = Scalar.OfBool(reader.GetBoolean());
                return null;
            case JsonTokenType.String:
                var isText = JsonText.TryGetText(ref reader, out var text);
                scalar = Scalar.OfText(text);
                return isText ? null : "is not valid Unicode";
            case JsonTokenType.Number:
                return JsonNumber.TryRead(ref reader, out scalar) ? null : "is a number out of range";
            default:
                reader.Skip();
                return "must be a string, a number, true, false or null";
        }
    }
}
