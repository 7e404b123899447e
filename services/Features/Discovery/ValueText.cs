using System.Globalization;
using FedMl.Features.Columns;

namespace FedMl.Features.Discovery;

/// <summary>Values as people read them, without loss but for long texts.</summary>
internal static class ValueText
{
    /// <summary>Characters of a text that are shown.</summary>
    public const int MaxLength = 256;

    public static string Of(ColumnValues values, int row, ValueType type) => values switch
    {
        ColumnValues<string> texts => Shown(texts[row]),
        ColumnValues<long> times when type == ValueType.Timestamp => Time(times[row]),
        ColumnValues<long> numbers => numbers[row].ToString(CultureInfo.InvariantCulture),
        ColumnValues<double> numbers => numbers[row].ToString("R", CultureInfo.InvariantCulture),
        ColumnValues<bool> truths => truths[row] ? "true" : "false",
        ColumnValues<byte[]> bytes => Shown(Convert.ToHexStringLower(bytes[row].AsSpan(0, Math.Min(bytes[row].Length, MaxLength)))),
        _ => throw new ArgumentException($"Values of {values.GetType()} have no text.", nameof(values)),
    };

    public static string Shown(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "…";

    public static string Time(long microseconds) => Timestamps.ToDateTimeOffset(microseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
