using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FedMl.ServiceDefaults.Errors;

/// <summary>Refuses a gRPC call before the gRPC library sees it: one frame of headers that are its trailers too.</summary>
public static class TrailersOnly
{
    /// <summary>Sets the answer; to be returned right after. Nothing of the answer may be written yet.</summary>
    public static void Write(HttpResponse response, ServiceException exception)
    {
        var error = RpcErrors.ToRpcException(exception);
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)error.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Escape(error.Status.Detail);
        foreach (var entry in error.Trailers)
        {
            response.Headers[entry.Key] = entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value;
        }
    }

    /// <summary>Percent-encodes what the protocol wants encoded: all but printable ASCII, and the percent sign.</summary>
    internal static string Escape(string message)
    {
        if (!message.AsSpan().ContainsAnyExceptInRange(' ', '~') && !message.Contains('%', StringComparison.Ordinal))
        {
            return message;
        }

        var escaped = new System.Text.StringBuilder(message.Length + 16);
        foreach (var part in System.Text.Encoding.UTF8.GetBytes(message))
        {
            _ = part is >= (byte)' ' and <= (byte)'~' and not (byte)'%' ? escaped.Append((char)part) : escaped.Append(CultureInfo.InvariantCulture, $"%{part:X2}");
        }

        return escaped.ToString();
    }
}
