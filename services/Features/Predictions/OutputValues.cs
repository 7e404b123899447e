using System.Buffers.Text;
using System.Globalization;
using FedMl.Features.Columns;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Features.Predictions;

/// <summary>Takes values of one column as its type has them: what would lose something is refused.</summary>
/// <param name="anyDouble">Whether a double may be NaN or infinite.</param>
internal sealed class OutputValues(TableColumn column, PredictionOptions limits, bool anyDouble)
{
    private const long LargestExact = 1L << 53;

    private readonly int maxLength = column.IsKey ? limits.MaxKeyLength : limits.MaxValueSize;

    /// <summary>Adds a value; answers what is wrong with it, and null where nothing is.</summary>
    public string? Add(ColumnValues target, SentValue sent)
    {
        switch (column.Type, sent.Kind, sent.Value)
        {
            case (_, SentKind.Null, _) when column.IsKey:
                return "is null, and no part of a key may be";
            case (_, SentKind.Null, _):
                target.AddNull();
                return null;
            case (ValueType.String, SentKind.Text, string text):
                return text.Length > maxLength ? $"has more than {maxLength} characters"
                    : text.Contains('\0', StringComparison.Ordinal) ? "holds U+0000, which tables cannot"
                    : Taken(target, text);
            case (ValueType.Int64, SentKind.Int64, long number):
                return Taken(target, number);
            case (ValueType.Double, SentKind.Double, double number):
                return anyDouble || double.IsFinite(number) ? Taken(target, number) : "is not finite, which this table cannot hold: send null";
            case (ValueType.Double, SentKind.Int64, long number):
                return number is >= -LargestExact and <= LargestExact ? Taken(target, (double)number) : "is no exact double";
            case (ValueType.Decimal, SentKind.Decimal or SentKind.Text, string text):
                return Decimal(target, text);
            case (ValueType.Decimal, SentKind.Int64, long number):
                return Decimal(target, number.ToString(CultureInfo.InvariantCulture));
            case (ValueType.Decimal, SentKind.Double, double number):
                return Decimal(target, DecimalDigits.Of(number));
            case (ValueType.Bool, SentKind.Bool, bool truth):
                return Taken(target, truth);
            case (ValueType.Date, SentKind.Date or SentKind.Text, string text):
                return TextValues.TryAdd(target, ValueType.Date, text) ? null : "must be a day, yyyy-MM-dd";
            case (ValueType.Timestamp, SentKind.Timestamp, Timestamp time):
                return Time(target, time);
            case (ValueType.Timestamp, SentKind.Text, string text):
                return !HasFinerDigits(text) && TextValues.TryAdd(target, ValueType.Timestamp, text) ? null : "must be a point in time in ISO 8601, no finer than a microsecond";
            case (ValueType.Binary, SentKind.Binary, ByteString bytes):
                return bytes.Length > maxLength ? $"has more than {maxLength} bytes" : Taken(target, bytes.ToByteArray());
            case (ValueType.Binary, SentKind.Text, string text):
                return !Base64.IsValid(text, out var length) ? "must be base64"
                    : length > maxLength ? $"has more than {maxLength} bytes"
                    : Taken(target, Convert.FromBase64String(text));
            default:
                return $"must be {column.TypeText}{(column.IsKey ? "" : " or null")}";
        }
    }

    private static string? Taken<T>(ColumnValues target, T value)
        where T : notnull
    {
        ((ColumnValues<T>)target).Add(value);
        return null;
    }

    private string? Decimal(ColumnValues target, string? text) =>
        text is not null && DecimalDigits.Fit(text, column) is { } digits ? Taken(target, digits) : $"must be {column.TypeText} without rounding";

    private static string? Time(ColumnValues target, Timestamp time)
    {
        const int NanosPerMicrosecond = 1000;
        const long MicrosPerSecond = 1_000_000;
        var isExact = time.Nanos is >= 0 and < 1_000_000_000 && time.Nanos % NanosPerMicrosecond == 0;
        return isExact && time.Seconds >= Timestamps.Min / MicrosPerSecond && time.Seconds <= Timestamps.Max / MicrosPerSecond
            ? Taken(target, (time.Seconds * MicrosPerSecond) + (time.Nanos / NanosPerMicrosecond))
            : "must be a point in time of the years 1 to 9999, no finer than a microsecond";
    }

    private static bool HasFinerDigits(string text)
    {
        const int Digits = 6;
        var fraction = text.AsSpan(text.IndexOf('.', StringComparison.Ordinal) + 1);
        return fraction.Length < text.Length && fraction[..(fraction.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : fraction.Length)] is { Length: > Digits } digits
            && digits[Digits..].ContainsAnyExcept('0');
    }
}
