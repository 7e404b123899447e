using System.IO.Compression;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Net.Http.Headers;

namespace FedMl.Gateway.Requests;

/// <summary>What a request says that its body is.</summary>
internal static class BodyFormat
{
    /// <summary>Whether the body is of a media type, in UTF-8.</summary>
    public static bool Is(HttpRequest request, string mediaType) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>The body as it was before it was compressed. Reading it fails with InvalidDataException where it was not.</summary>
    public static Stream Unpack(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        _ => throw new ServiceException(ErrorReason.UnsupportedMediaType, "The body's Content-Encoding must be gzip, deflate or identity."),
    };
}
