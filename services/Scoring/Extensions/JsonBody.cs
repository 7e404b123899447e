using System.Text.Json;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Extensions;

/// <summary>The small JSON object that a call of an extension may carry.</summary>
internal static class JsonBody
{
    /// <summary>Largest body, bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Reads the body; an empty one is an empty object.</summary>
    /// <exception cref="ServiceException">REQUEST_TOO_LARGE, or MALFORMED_REQUEST: it is no JSON object.</exception>
    public static async Task<JsonElement> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MaxBytes)
        {
            throw new ServiceException(ErrorReason.RequestTooLarge, $"The request is larger than {MaxBytes} bytes.");
        }

        try
        {
            using var document = JsonDocument.Parse(length == 0 ? "{}"u8.ToArray() : bytes.AsMemory(0, length), Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new ServiceException(ErrorReason.MalformedRequest, "The body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new ServiceException(ErrorReason.MalformedRequest, $"The body is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}.", null, exception);
        }
    }
}
