using System.Globalization;

namespace FedMl.Features.Columns;

/// <summary>Days and microseconds since 1970.</summary>
internal static class Times
{
    public const long MicrosecondsADay = 86_400_000_000;

    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    public static long DaysOf(DateOnly date) => date.DayNumber - Epoch;

    public static long DayOf(long microseconds) => UnitOf(microseconds, MicrosecondsADay);

    /// <summary>How many whole units have passed, rounded down before 1970 too.</summary>
    public static long UnitOf(long microseconds, long unit)
    {
        var (quotient, remainder) = Math.DivRem(microseconds, unit);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    public static DateOnly ToDate(long days) => DateOnly.FromDayNumber((int)days + Epoch);

    public static string Format(long days) => ToDate(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static long? ParseDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? DaysOf(date) : null;
}
