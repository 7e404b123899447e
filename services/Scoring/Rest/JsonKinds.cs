using System.Text.Json;

namespace FedMl.Scoring.Rest;

/// <summary>Values that are no finite numbers.</summary>
internal static class JsonKinds
{
    /// <summary>
    /// JSON has no number for them: <c>null</c> and "NaN" are NaN, "Infinity" and "-Infinity" are what they say.
    /// </summary>
    /// <returns>Why the value is none of these; null: it is.</returns>
    public static string? ReadNotFinite(ref Utf8JsonReader reader, out double value)
    {
        value = double.NaN;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
            case JsonTokenType.String when reader.ValueTextEquals("NaN"u8):
                return null;
            case JsonTokenType.String when reader.ValueTextEquals("Infinity"u8):
                value = double.PositiveInfinity;
                return null;
            case JsonTokenType.String when reader.ValueTextEquals("-Infinity"u8):
                value = double.NegativeInfinity;
                return null;
            default:
                return $"expected a number, got {NameOf(reader.TokenType)}";
        }
    }

    /// <summary>The kind of a value, in words.</summary>
    public static string NameOf(JsonTokenType token) => token switch
    {
        JsonTokenType.Null => "null",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.String => "text",
        JsonTokenType.Number => "a number",
        _ => "an object",
    };
}
