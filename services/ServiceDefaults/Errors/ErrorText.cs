using System.Text;

namespace FedMl.ServiceDefaults.Errors;

/// <summary>Texts as they travel in a gRPC header: all but printable ASCII takes three bytes for each of UTF-8's.</summary>
internal static class ErrorText
{
    private const int EscapedBytes = 3;

    /// <summary>The text, or its beginning, so that it takes no more than so many bytes.</summary>
    public static string Shorten(string text, int maxBytes)
    {
        if (text.Length * EscapedBytes * EscapedBytes <= maxBytes)
        {
            return text;
        }

        // The sign that something is left out takes nine.
        var (bytes, whole, length) = (0, true, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Value is >= ' ' and <= '~' and not '%' ? 1 : rune.Utf8SequenceLength * EscapedBytes;
            if (bytes > maxBytes)
            {
                whole = false;
                break;
            }

            if (bytes <= maxBytes - (EscapedBytes * EscapedBytes))
            {
                length += rune.Utf16SequenceLength;
            }
        }

        return whole ? text : string.Concat(text.AsSpan(0, length), "…");
    }
}
