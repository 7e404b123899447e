using System.Globalization;

namespace FedMl.Features.Columns;

/// <summary>Reads values from text, strictly: what would lose something is refused, never rounded or guessed.</summary>
internal static class TextValues
{
    /// <summary>Adds the value that <paramref name="text"/> says, or answers that it says none of that type.</summary>
    public static bool TryAdd(ColumnValues target, ValueType type, string text)
    {
        switch (type)
        {
            case ValueType.String:
                ((ColumnValues<string>)target).Add(text);
                return true;
            case ValueType.Int64 when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                ((ColumnValues<long>)target).Add(number);
                return true;
            case ValueType.Double when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !Overflowed(number, text):
                ((ColumnValues<double>)target).Add(number);
                return true;
            case ValueType.Decimal when TextForms.IsPlainDecimal(text):
                ((ColumnValues<string>)target).Add(text);
                return true;
            case ValueType.Bool when bool.TryParse(text, out var truth):
                ((ColumnValues<bool>)target).Add(truth);
                return true;
            case ValueType.Date when TextForms.TryReadDay(text, out _):
                ((ColumnValues<string>)target).Add(text);
                return true;
            case ValueType.Timestamp when Timestamps.TryParse(text, out var microseconds):
                ((ColumnValues<long>)target).Add(microseconds);
                return true;
            default:
                return false;
        }
    }

    private static bool Overflowed(double number, string text) => double.IsInfinity(number) && text.Any(char.IsAsciiDigit);
}
