using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FedMl.Gateway.Records;

/// <summary>Decides how a JSON number travels: as int64, as double, or as text where both would change it.</summary>
internal static class JsonNumber
{
    // Any decimal of so many significant digits is what its nearest double prints as.
    private const int DigitsOfEveryDouble = 15;

    // More than any database's decimal has, and little enough that 1e-999999999 does no harm.
    private const int MaxPlainLength = 128;

    public static bool TryRead(ref Utf8JsonReader reader, out Scalar scalar)
    {
        var number = reader.ValueSpan;
        if (reader.TryGetInt64(out var whole))
        {
            // JSON's -0 is a number that only a double has.
            scalar = whole == 0 && number[0] == '-' ? Scalar.OfDouble(-0.0) : Scalar.OfInt64(whole);
            return true;
        }

        if (reader.TryGetDouble(out var value) && IsExact(value, number))
        {
            scalar = Scalar.OfDouble(value);
            return true;
        }

        var plain = ToPlain(Encoding.ASCII.GetString(number));
        scalar = plain is null ? Scalar.Null : Scalar.OfDecimal(plain);
        return plain is not null;
    }

    private static bool IsExact(double value, ReadOnlySpan<byte> number)
    {
        // A whole number beyond int64 is a key or an amount, not a measurement.
        if (!double.IsFinite(value) || !number.ContainsAny((byte)'.', (byte)'e', (byte)'E'))
        {
            return false;
        }

        if (number.Length <= DigitsOfEveryDouble && !number.ContainsAny((byte)'e', (byte)'E'))
        {
            return true;
        }

        Span<byte> shortest = stackalloc byte[32];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        return SignificantDigits(number) == SignificantDigits(shortest[..length]);
    }

    private static string SignificantDigits(ReadOnlySpan<byte> number)
    {
        var exponent = number.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = Encoding.ASCII.GetString(exponent < 0 ? number : number[..exponent]);
        return mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('-', '0').TrimEnd('0');
    }

    /// <summary>The same number without an exponent; null where that would be too long.</summary>
    private static string? ToPlain(string number)
    {
        var e = number.AsSpan().IndexOfAny('e', 'E');
        var exponent = 0;
        if (e >= 0 && !(int.TryParse(number.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            && exponent is > -MaxPlainLength and < MaxPlainLength))
        {
            return null;
        }

        var mantissa = e < 0 ? number : number[..e];
        var sign = mantissa[0] == '-' ? "-" : "";
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal)[sign.Length..];
        var whole = (point < 0 ? digits.Length : point - sign.Length) + exponent;
        var plain = whole <= 0
            ? $"0.{new string('0', -whole)}{digits}"
            : whole >= digits.Length
                ? digits + new string('0', whole - digits.Length)
                : $"{digits[..whole]}.{digits[whole..]}";
        return plain.Length <= MaxPlainLength ? sign + plain : null;
    }
}
