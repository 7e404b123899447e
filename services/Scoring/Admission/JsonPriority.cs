using System.Buffers;
using System.Text.Json;

namespace FedMl.Scoring.Admission;

/// <summary>Finds <c>"parameters": {"priority": …}</c> in the first bytes of a JSON request; clients write it before the tensors.</summary>
internal static class JsonPriority
{
    /// <summary>A priority behind these is not looked for: that would be reading the body.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Null where there is none, or 0, or the bytes are not understood.</summary>
    public static int? Of(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body.Slice(0, Math.Min(body.Length, MaxBytes)), isFinalBlock: false, default);
        try
        {
            return TryFind(ref reader, "parameters"u8) && reader.TokenType == JsonTokenType.StartObject && TryFindHere(ref reader, "priority"u8)
                && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var priority) && priority > 0
                ? (int)Math.Min(priority, int.MaxValue)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryFind(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryFindHere(ref reader, name);

    // From the start of an object to the value of one of its properties.
    private static bool TryFindHere(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(name))
            {
                return reader.Read();
            }

            if (!reader.TrySkip())
            {
                return false;
            }
        }

        return false;
    }
}
