using System.Globalization;
using FedMl.Features.Columns;

namespace FedMl.Features.Sql.Statements;

/// <summary>Takes values of a driver as they are: what would lose something is refused, never rounded or guessed.</summary>
internal static class SqlValues
{
    /// <summary>False: the value is none of the declared type.</summary>
    public static bool TryAdd(ColumnValues target, ValueType type, object value)
    {
        switch (type)
        {
            case ValueType.Int64 when WholeNumber(value) is { } number:
                ((ColumnValues<long>)target).Add(number);
                return true;
            case ValueType.Double when FloatingNumber(value) is { } number:
                ((ColumnValues<double>)target).Add(number);
                return true;
            case ValueType.Bool when value is bool truth:
                ((ColumnValues<bool>)target).Add(truth);
                return true;
            case ValueType.Date when Day(value) is { } day:
                ((ColumnValues<string>)target).Add(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                return true;
            case ValueType.Timestamp when Microseconds(value) is { } time:
                ((ColumnValues<long>)target).Add(time);
                return Timestamps.AreInRange(time);
            case ValueType.Binary when value is byte[] bytes:
                ((ColumnValues<byte[]>)target).Add(bytes);
                return true;
            default:
                return Text(value) is { } text && TryAddText(target, type, text);
        }
    }

    public static bool TryAddText(ColumnValues target, ValueType type, string text) => TextValues.TryAdd(target, type, type == ValueType.Decimal ? Plain(text) : text);

    private static long? WholeNumber(object value) => value switch
    {
        long or int or short or sbyte or byte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static double? FloatingNumber(object value) => value switch
    {
        double number => number,
        float number => number,
        _ => WholeNumber(value),
    };

    private static DateOnly? Day(object value) => value switch
    {
        DateOnly day => day,
        DateTime time when time.TimeOfDay == TimeSpan.Zero => DateOnly.FromDateTime(time),
        _ => null,
    };

    // Without a zone a time is UTC.
    private static long? Microseconds(object value) => value switch
    {
        DateTimeOffset time => Timestamps.FromDateTimeOffset(time),
        DateTime time => Timestamps.FromDateTimeOffset(new DateTimeOffset(time.Ticks, TimeSpan.Zero)),
        DateOnly day => Timestamps.FromDateTimeOffset(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)),
        long microseconds => microseconds,
        _ => null,
    };

    // A driver's own type of decimals writes itself without loss; a double would not.
    private static string? Text(object value) => value switch
    {
        string text => text,
        float or double or DateTime => null,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    // A floating decimal may be written with an exponent; it means digits and zeros.
    private static string Plain(string text)
    {
        const int MostZeros = 6200;
        var mark = text.IndexOfAny(['e', 'E']);
        if (mark < 0 || !int.TryParse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) || Math.Abs(exponent) > MostZeros)
        {
            return text;
        }

        var sign = text[0] is '-' ? "-" : "";
        var parts = text[..mark].TrimStart('-', '+').Split('.');
        var digits = string.Concat(parts);
        if (parts.Length > 2 || digits.Length == 0)
        {
            return text;
        }

        var point = parts[0].Length + exponent;
        digits = digits.PadLeft(digits.Length + Math.Max(0, 1 - point), '0').PadRight(Math.Max(point, digits.Length), '0');
        point = Math.Max(point, 1);
        return point >= digits.Length ? sign + digits : $"{sign}{digits[..point]}.{digits[point..]}";
    }
}
