using System.Globalization;
using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Expressions;

/// <summary>Exact decimals as whole numbers without their point. What passes the digits of the type is null.</summary>
internal static class Decimals
{
    private static readonly Int128[] Powers = [.. Enumerable.Range(0, ExpressionType.MaxDigits + 1).Select(i => Int128.Parse("1" + new string('0', i), CultureInfo.InvariantCulture))];

    /// <summary>Reads sign, digits, and maybe a point and digits; rounds half away from zero.</summary>
    public static Int128? Parse(string text, int scale, int digits = ExpressionType.MaxDigits)
    {
        var plain = text.AsSpan().TrimStart("+-");
        var point = plain.IndexOf('.');
        var whole = (point < 0 ? plain : plain[..point]).TrimStart('0');
        var fraction = point < 0 ? [] : plain[(point + 1)..];
        if (whole.Length + scale > ExpressionType.MaxDigits)
        {
            return null;
        }

        var kept = string.Concat(whole, fraction[..Math.Min(scale, fraction.Length)]) + new string('0', Math.Max(0, scale - fraction.Length));
        var number = kept.Length == 0 ? 0 : Int128.Parse(kept, NumberStyles.None, CultureInfo.InvariantCulture);
        number += fraction.Length > scale && fraction[scale] >= '5' ? 1 : 0;
        return Fitting(text[0] == '-' ? -number : number, digits);
    }

    /// <summary>Sign, digits, and a point with <paramref name="scale"/> digits after it.</summary>
    public static string Format(Int128 number, int scale)
    {
        var digits = Int128.Abs(number).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return number < 0 ? "-" + text : text;
    }

    public static Int128? Fitting(Int128 number, int digits = ExpressionType.MaxDigits) => Int128.Abs(number) < Powers[digits] ? number : null;

    public static Int128? Rescale(Int128 number, int from, int to, int digits = ExpressionType.MaxDigits)
    {
        if (to >= from)
        {
            return Multiply(number, Powers[to - from]) is { } scaled ? Fitting(scaled, digits) : null;
        }

        var divisor = Powers[from - to];
        var (quotient, remainder) = Int128.DivRem(number, divisor);
        // Half of a power of ten is whole, so that nothing is lost here; and nothing overflows.
        var isUp = Int128.Abs(remainder) >= divisor / 2;
        return Fitting(isUp ? quotient + Int128.Sign(number) : quotient, digits);
    }

    public static Int128? Multiply(Int128 left, Int128 right)
    {
        if (left == 0 || right == 0)
        {
            return 0;
        }

        return Int128.Abs(left) <= (Powers[ExpressionType.MaxDigits] - 1) / Int128.Abs(right) ? left * right : null;
    }
}
