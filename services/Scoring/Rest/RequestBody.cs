using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Connections;

namespace FedMl.Scoring.Rest;

/// <summary>
/// The whole body of a request: JSON, and behind it the bytes of binary tensors. It stays in the buffers in which it
/// came; only JSON that is spread over several of them is copied, to be in one piece.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>Header that tells the length of the JSON; absent: the body is JSON to its end.</summary>
    public const string JsonLengthHeader = "Inference-Header-Content-Length";

    private readonly ReadOnlySequence<byte> bytes;
    private readonly PooledBuffer? inflated;
    private PipeReader? source;
    private byte[]? copy;

    private RequestBody(ReadOnlySequence<byte> bytes, PipeReader? source, PooledBuffer? inflated)
    {
        this.bytes = bytes;
        this.source = source;
        this.inflated = inflated;
    }

    /// <summary>Bytes of the JSON; null: nothing tells where it ends, so it is all of the body.</summary>
    public int? JsonLength { get; private set; }

    public long Length => bytes.Length;

    /// <summary>What is behind the JSON.</summary>
    public ReadOnlySequence<byte> Binary => bytes.Slice(JsonLength ?? bytes.Length);

    /// <summary>
    /// Waits for the whole body. No token: the read fails by itself when the caller goes away, and Kestrel takes a
    /// cancelled one for a read that still goes on.
    /// </summary>
    /// <exception cref="ServiceException">REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, MALFORMED_REQUEST, INVALID_REQUEST.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        var body = await ReadWholeAsync(request, maxBytes);
        try
        {
            body.JsonLength = JsonLengthOf(request, body.Length);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>The JSON in one piece, without a byte order mark, which is no JSON but comes from some clients.</summary>
    public ReadOnlySpan<byte> Json()
    {
        var json = bytes.Slice(0, JsonLength ?? bytes.Length);
        if (json.IsSingleSegment)
        {
            return WithoutMark(json.FirstSpan);
        }

        if (copy is null)
        {
            copy = ArrayPool<byte>.Shared.Rent((int)json.Length);
            json.CopyTo(copy);
        }

        return WithoutMark(copy.AsSpan(0, (int)json.Length));
    }

    /// <summary>Gives the memory back; to be called as soon as the values are where they belong.</summary>
    public void Dispose()
    {
        if (copy is not null)
        {
            ArrayPool<byte>.Shared.Return(copy);
            copy = null;
        }

        source?.AdvanceTo(bytes.End);
        source = null;
        inflated?.Dispose();
    }

    /// <summary>The error of a body that is larger than the limit.</summary>
    public static ServiceException TooLarge(int maxBytes) => new(ErrorReason.RequestTooLarge, $"The request is larger than {maxBytes} bytes.");

    private static async ValueTask<RequestBody> ReadWholeAsync(HttpRequest request, int maxBytes)
    {
        try
        {
            return ContentEncodings.Of(request.Headers.ContentEncoding) is { } encoding
                ? await InflateAsync(request, encoding, maxBytes)
                : await BufferAsync(request.BodyReader, maxBytes);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(maxBytes);
        }
        catch (ConnectionResetException exception)
        {
            // Else Kestrel tries to read the rest of the body, and calls its own failure an error.
            request.HttpContext.Abort();
            throw new ServiceException(ErrorReason.Cancelled, "The caller went away.", null, exception);
        }
    }

    private static async ValueTask<RequestBody> BufferAsync(PipeReader source, int maxBytes)
    {
        while (true)
        {
            var result = await source.ReadAsync();
            if (result.Buffer.Length > maxBytes)
            {
                source.AdvanceTo(result.Buffer.End);
                throw TooLarge(maxBytes);
            }

            if (result.IsCompleted)
            {
                return new RequestBody(result.Buffer, source, null);
            }

            source.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static async ValueTask<RequestBody> InflateAsync(HttpRequest request, ContentEncoding encoding, int maxBytes)
    {
        var inflated = new PooledBuffer();
        try
        {
            await ContentEncodings.InflateAsync(request.Body, encoding, inflated, maxBytes);
            return new RequestBody(new ReadOnlySequence<byte>(inflated.Written), null, inflated);
        }
        catch
        {
            inflated.Dispose();
            throw;
        }
    }

    private static int? JsonLengthOf(HttpRequest request, long bodyLength)
    {
        var values = request.Headers[JsonLengthHeader];
        if (values.Count == 0)
        {
            return null;
        }

        if (values.Count > 1 || !long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var length))
        {
            throw new ServiceException(ErrorReason.InvalidRequest, $"Unable to parse {JsonLengthHeader}: it must be one whole number.");
        }

        return length >= 0 && length <= bodyLength
            ? (int)length
            : throw new ServiceException(ErrorReason.InvalidRequest, $"inference header size should be in range (0, {bodyLength}), got: {length}");
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) =>
        json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;
}
