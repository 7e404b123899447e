using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace FedMl.Scoring.Rest;

/// <summary>Reads one JSON value as an element of a tensor.</summary>
internal interface IJsonElement<T>
    where T : unmanaged
{
    /// <summary>Reads the value that the reader stands on. Why it does not fit, without the value; null: it fits.</summary>
    static abstract string? Read(ref Utf8JsonReader reader, out T element);
}

internal readonly struct JsonFp32 : IJsonElement<float>
{
    public static string? Read(ref Utf8JsonReader reader, out float element)
    {
        // Decimal to float in one rounding, not by way of double.
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out element))
        {
            return float.IsFinite(element) ? null : "does not fit FP32";
        }

        var why = JsonKinds.ReadNotFinite(ref reader, out var special);
        element = (float)special;
        return why;
    }
}

internal readonly struct JsonFp64 : IJsonElement<double>
{
    public static string? Read(ref Utf8JsonReader reader, out double element)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out element))
        {
            return double.IsFinite(element) ? null : "does not fit FP64";
        }

        return JsonKinds.ReadNotFinite(ref reader, out element);
    }
}

internal readonly struct JsonFp16 : IJsonElement<Half>
{
    public static string? Read(ref Utf8JsonReader reader, out Half element)
    {
        if (reader.TokenType == JsonTokenType.Number && Half.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out element))
        {
            return Half.IsFinite(element) ? null : "does not fit FP16";
        }

        var why = JsonKinds.ReadNotFinite(ref reader, out var special);
        element = (Half)special;
        return why;
    }
}

/// <summary>BF16: the upper half of a float.</summary>
internal readonly struct JsonBf16 : IJsonElement<ushort>
{
    private const int Exponent = 0x7F80;

    public static string? Read(ref Utf8JsonReader reader, out ushort element)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number))
        {
            element = Round(number);
            return (element & Exponent) != Exponent ? null : "does not fit BF16";
        }

        var why = JsonKinds.ReadNotFinite(ref reader, out var special);
        element = Round(special);
        return why;
    }

    // Once, to the nearest, ties to even: the float between is made odd where it is inexact, so that it is no tie.
    private static ushort Round(double number)
    {
        var single = (float)number;
        var bits = BitConverter.SingleToUInt32Bits(single);
        if (single != number && float.IsFinite(single) && (bits & 1) == 0)
        {
            bits += Math.Abs(single) < Math.Abs(number) ? 1u : uint.MaxValue;
        }

        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}

internal readonly struct JsonBool : IJsonElement<byte>
{
    public static string? Read(ref Utf8JsonReader reader, out byte element)
    {
        element = reader.TokenType == JsonTokenType.True ? (byte)1 : (byte)0;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False ? null : $"expected true or false, got {JsonKinds.NameOf(reader.TokenType)}";
    }
}

/// <summary>Whole numbers: exact over the whole range, however they are written.</summary>
internal readonly struct JsonWhole<T> : IJsonElement<T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static string? Read(ref Utf8JsonReader reader, out T element)
    {
        element = default;
        if (reader.TokenType != JsonTokenType.Number)
        {
            return $"expected a whole number, got {JsonKinds.NameOf(reader.TokenType)}";
        }

        if (reader.TryGetInt64(out var number))
        {
            element = T.CreateSaturating(number);
            return long.CreateSaturating(element) == number ? null : DoesNotFit;
        }

        if (WholeNumber.Parse(reader.ValueSpan) is not { } whole)
        {
            return "expected a whole number";
        }

        element = T.CreateSaturating(whole);
        return Int128.CreateSaturating(element) == whole ? null : DoesNotFit;
    }

    private static string DoesNotFit => $"does not fit {(T.IsNegative(T.Zero - T.One) ? "INT" : "UINT")}{T.Zero.GetByteCount() * 8}";
}
