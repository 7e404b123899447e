using System.Buffers;
using System.IO.Compression;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Net.Http.Headers;

namespace FedMl.Gateway.Requests;

/// <summary>Reads a JSON body whole, plain or compressed, and never more of it than allowed.</summary>
internal static class JsonBodyReader
{
    private const int FirstBufferBytes = 16 * 1024;

    /// <param name="context">The request.</param>
    /// <param name="maxBytes">Of the body after it is unpacked.</param>
    /// <param name="otherTypes">Media types that are taken beside application/json.</param>
    public static async Task<JsonBody> ReadAsync(HttpContext context, int maxBytes, params string[] otherTypes)
    {
        var request = context.Request;
        CheckMediaType(request.ContentType, otherTypes);
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        await using var plain = Unpack(request);
        try
        {
            var body = await ReadToEndAsync(plain, maxBytes, context.RequestAborted);
            return body.IsUtf8 ? body : throw Malformed("The body is not UTF-8.", body);
        }
        catch (InvalidDataException)
        {
            throw Malformed("The body is not compressed as Content-Encoding says.");
        }
    }

    private static async Task<JsonBody> ReadToEndAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        var pool = ArrayPool<byte>.Shared;
        var buffer = pool.Rent(FirstBufferBytes);
        var length = 0;
        try
        {
            while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
            {
                length += read;
                if (length > maxBytes)
                {
                    throw TooLarge(maxBytes);
                }

                if (length == buffer.Length)
                {
                    var larger = pool.Rent(buffer.Length * 2);
                    buffer.CopyTo(larger, 0);
                    pool.Return(buffer);
                    buffer = larger;
                }
            }

            return new JsonBody(buffer, length);
        }
        catch
        {
            pool.Return(buffer);
            throw;
        }
    }

    private static void CheckMediaType(string? contentType, string[] otherTypes)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || (!type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) && !otherTypes.Contains(type.MediaType.ToString(), StringComparer.OrdinalIgnoreCase))
            || (type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ServiceException(ErrorReason.UnsupportedMediaType, "The body must be application/json in UTF-8.");
        }
    }

    private static Stream Unpack(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        _ => throw new ServiceException(ErrorReason.UnsupportedMediaType, "The body's Content-Encoding must be gzip, deflate or identity."),
    };

    private static ServiceException TooLarge(int maxBytes) =>
        new(ErrorReason.RequestTooLarge, $"The body is larger than {maxBytes} bytes, the most that this server takes.");

    private static ServiceException Malformed(string message, JsonBody? body = null)
    {
        body?.Dispose();
        return new ServiceException(ErrorReason.MalformedRequest, message);
    }
}
