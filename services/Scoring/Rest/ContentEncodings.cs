using System.IO.Compression;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Primitives;

namespace FedMl.Scoring.Rest;

/// <summary>How a body is compressed.</summary>
internal enum ContentEncoding
{
    Gzip,
    Deflate,
}

/// <summary>Compressed request bodies.</summary>
internal static class ContentEncodings
{
    /// <summary>The encodings that are read, as <c>Accept-Encoding</c> tells them.</summary>
    public const string Accepted = "gzip, deflate";

    private const int ChunkBytes = 16 * 1024;

    /// <summary>What a request's <c>Content-Encoding</c> says; null: not compressed.</summary>
    /// <exception cref="ServiceException">UNSUPPORTED_MEDIA_TYPE: anything else, or several.</exception>
    public static ContentEncoding? Of(StringValues header)
    {
        if (header.Count == 0)
        {
            return null;
        }

        return header.ToString().ToLowerInvariant() switch
        {
            "" or "identity" => null,
            "gzip" or "x-gzip" => ContentEncoding.Gzip,
            "deflate" => ContentEncoding.Deflate,
            _ => throw new ServiceException(ErrorReason.UnsupportedMediaType, $"The body's content encoding is not supported; supported are {Accepted}."),
        };
    }

    /// <summary>Inflates a body as it comes.</summary>
    /// <param name="body">The compressed bytes.</param>
    /// <param name="encoding">Their encoding; deflate is the zlib format, as HTTP defines it.</param>
    /// <param name="target">Takes the inflated bytes.</param>
    /// <param name="maxBytes">Inflated bytes at most; not one chunk more is inflated.</param>
    /// <exception cref="ServiceException">REQUEST_TOO_LARGE, MALFORMED_REQUEST.</exception>
    public static async Task InflateAsync(Stream body, ContentEncoding encoding, PooledBuffer target, int maxBytes)
    {
        try
        {
            await using Stream inflating = encoding == ContentEncoding.Gzip
                ? new GZipStream(body, CompressionMode.Decompress, leaveOpen: true)
                : new ZLibStream(body, CompressionMode.Decompress, leaveOpen: true);
            while (await inflating.ReadAsync(target.GetMemory(ChunkBytes)[..ChunkBytes]) is var read and > 0)
            {
                target.Advance(read);
                if (target.Length > maxBytes)
                {
                    throw RequestBody.TooLarge(maxBytes);
                }
            }
        }
        catch (InvalidDataException exception)
        {
            throw new ServiceException(ErrorReason.MalformedRequest, $"The body is not valid {(encoding == ContentEncoding.Gzip ? "gzip" : "deflate")}.", null, exception);
        }
    }
}
