using System.Text.Json;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Requests;

/// <summary>Reads one JSON document with the strictness that every body of ours gets.</summary>
internal static class JsonText
{
    public delegate T DocumentReader<out T>(ref Utf8JsonReader reader);

    /// <summary>Reads the whole of <paramref name="json"/>; the reader is handed over at its first token.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json, int maxDepth, DocumentReader<T> read)
    {
        if (json.IsEmpty)
        {
            throw new ServiceException(ErrorReason.MalformedRequest, "The body is empty.");
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            reader.Read();
            var document = read(ref reader);

            // Throws where anything but white space follows.
            reader.Read();
            return document;
        }
        catch (JsonException exception)
        {
            // The exception's own text can quote the body; only the place leaves this process.
            var place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            throw new ServiceException(ErrorReason.MalformedRequest, $"The body is not valid JSON (of at most {maxDepth} levels) at {place}.", null, exception);
        }
    }

    /// <summary>The text of a string or field name; false where it escapes half of a surrogate pair.</summary>
    public static bool TryGetText(ref Utf8JsonReader reader, out string text)
    {
        try
        {
            text = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
