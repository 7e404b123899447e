using System.Globalization;

namespace FedMl.Features.Columns;

/// <summary>Points in time as microseconds since 1970, UTC.</summary>
internal static class Timestamps
{
    private static readonly string[] Formats =
        [.. new[] { "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss.FFFFFFF" }.SelectMany(format => new[] { format, format + "K", format + "zz" })];

    public static long Min { get; } = FromDateTimeOffset(DateTimeOffset.MinValue);

    public static long Max { get; } = FromDateTimeOffset(DateTimeOffset.MaxValue);

    public static long FromDateTimeOffset(DateTimeOffset value) => (value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToDateTimeOffset(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static bool AreInRange(long microseconds) => microseconds >= Min && microseconds <= Max;

    /// <summary>Reads ISO 8601; without an offset it is UTC.</summary>
    public static bool TryParse(string text, out long microseconds)
    {
        var isRead = DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value);
        microseconds = isRead ? FromDateTimeOffset(value) : 0;
        return isRead;
    }
}
