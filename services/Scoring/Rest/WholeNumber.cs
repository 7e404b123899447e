using System.Globalization;

namespace FedMl.Scoring.Rest;

/// <summary>Whole numbers that are written with a point or an exponent, such as 12.0 or 1e3.</summary>
internal static class WholeNumber
{
    // Far beyond every 64-bit number, and ten times as much is still an Int128.
    private static readonly Int128 Ceiling = Int128.Parse("10000000000000000000000000", CultureInfo.InvariantCulture);

    /// <summary>The number of a JSON number token, exactly; beyond 64 bits only that it is beyond. Null: it has a fraction.</summary>
    public static Int128? Parse(ReadOnlySpan<byte> token)
    {
        var negative = token[0] == (byte)'-';
        var digits = negative ? token[1..] : token;
        long exponent = 0;
        if (digits.IndexOfAny((byte)'e', (byte)'E') is var e and >= 0)
        {
            exponent = ParseExponent(digits[(e + 1)..]);
            digits = digits[..e];
        }

        var point = digits.IndexOf((byte)'.');
        var wholeDigits = (point < 0 ? digits.Length : point) + exponent;
        Int128 value = 0;
        long seen = 0;
        foreach (var digit in digits)
        {
            if (digit == (byte)'.')
            {
                continue;
            }

            if (seen < wholeDigits)
            {
                value = Int128.Min((value * 10) + (digit - (byte)'0'), Ceiling);
            }
            else if (digit != (byte)'0')
            {
                return null;
            }

            seen++;
        }

        for (; seen < wholeDigits && value != 0 && value < Ceiling; seen++)
        {
            value *= 10;
        }

        return negative ? -value : value;
    }

    private static long ParseExponent(ReadOnlySpan<byte> text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) ? exponent
        : text[0] == (byte)'-' ? int.MinValue : int.MaxValue;
}
