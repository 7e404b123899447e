using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Gateway.Requests;

/// <summary>Reads points in time with their offset.</summary>
internal static class PointInTime
{
    public const string Expected = "must be a point in time with its offset, such as 2026-01-31T12:00:00Z";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>Null where the reader stands on no point in time, which is skipped.</summary>
    public static Timestamp? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && JsonText.TryGetText(ref reader, out var text)
            && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return Timestamp.FromDateTimeOffset(time);
        }

        reader.Skip();
        return null;
    }
}
