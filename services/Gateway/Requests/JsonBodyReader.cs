using System.Buffers;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

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
        if (!string.IsNullOrEmpty(request.ContentType) && !otherTypes.Prepend("application/json").Any(type => BodyFormat.Is(request, type)))
        {
            throw new ServiceException(ErrorReason.UnsupportedMediaType, "The body must be application/json in UTF-8.");
        }

        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        await using var plain = BodyFormat.Unpack(request);
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

    private static ServiceException TooLarge(int maxBytes) =>
        new(ErrorReason.RequestTooLarge, $"The body is larger than {maxBytes} bytes, the most that this server takes.");

    private static ServiceException Malformed(string message, JsonBody? body = null)
    {
        body?.Dispose();
        return new ServiceException(ErrorReason.MalformedRequest, message);
    }
}
