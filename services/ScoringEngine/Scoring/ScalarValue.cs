using System.Globalization;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>The kinds of a single value.</summary>
public enum ScalarKind
{
    Null,
    Int64,
    Double,
    Decimal,
    Bool,
    Text,
}

/// <summary>One value of a column, without a heap object of its own.</summary>
public readonly struct ScalarValue
{
    private ScalarValue(ScalarKind kind, long bits, string? text)
    {
        Kind = kind;
        Bits = bits;
        Text = text;
    }

    public ScalarKind Kind { get; }

    public string? Text { get; }

    public long Int64 => Bits;

    public double Double => BitConverter.Int64BitsToDouble(Bits);

    public bool Bool => Bits != 0;

    public bool IsNumber => Kind is ScalarKind.Int64 or ScalarKind.Double or ScalarKind.Decimal;

    public bool IsNaN => Kind == ScalarKind.Double && double.IsNaN(Double);

    public bool IsInfinity => Kind == ScalarKind.Double && double.IsInfinity(Double);

    private long Bits { get; }

    public static ScalarValue Of(long value) => new(ScalarKind.Int64, value, null);

    public static ScalarValue Of(double value) => new(ScalarKind.Double, BitConverter.DoubleToInt64Bits(value), null);

    public static ScalarValue Of(bool value) => new(ScalarKind.Bool, value ? 1 : 0, null);

    public static ScalarValue OfText(string value) => new(ScalarKind.Text, 0, value);

    public static ScalarValue OfDecimal(string value) => new(ScalarKind.Decimal, 0, value);

    /// <summary>The number as a double; NaN where decimal text is no number.</summary>
    public double ToDouble() => Kind switch
    {
        ScalarKind.Int64 => Int64,
        ScalarKind.Double => Double,
        ScalarKind.Decimal when double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => double.NaN,
    };

    /// <summary>The number as a whole number; false where it has a fraction or does not fit.</summary>
    public bool TryToInt128(out Int128 number)
    {
        switch (Kind)
        {
            case ScalarKind.Int64:
                number = Int64;
                return true;
            case ScalarKind.Double when double.IsInteger(Double) && Math.Abs(Double) <= 9_007_199_254_740_992:
                number = (Int128)Double;
                return true;
            case ScalarKind.Decimal when Int128.TryParse(WholePart(Text!), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number):
                return true;
            default:
                number = 0;
                return false;
        }
    }

    // "12.00" is a whole number, "12.5" is none.
    private static ReadOnlySpan<char> WholePart(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point >= 0 && text.AsSpan(point + 1).Trim('0').IsEmpty ? text.AsSpan(0, point) : text;
    }
}
