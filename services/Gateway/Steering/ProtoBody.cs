using System.Text;
using FedMl.Gateway.Requests;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf;

namespace FedMl.Gateway.Steering;

/// <summary>Messages as JSON bodies, in protobuf's own mapping: for what is small and has no rows.</summary>
internal static class ProtoBody
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxDepth = 8;

    private static readonly JsonParser Parser = new(new JsonParser.Settings(MaxDepth));
    private static readonly JsonFormatter Formatter = new(new JsonFormatter.Settings(formatDefaultValues: true));

    /// <summary>Reads a message; fields that it does not have are refused by name.</summary>
    /// <exception cref="ServiceException">MALFORMED_REQUEST, REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
        where T : IMessage<T>, new()
    {
        using var body = await JsonBodyReader.ReadAsync(context, MaxBytes);
        try
        {
            return Parser.Parse<T>(Encoding.UTF8.GetString(body.Bytes));
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new ServiceException(ErrorReason.MalformedRequest, $"The body is not the JSON of this request: {Shown(exception.Message)}", null, exception);
        }
    }

    public static async Task WriteAsync(HttpContext context, IMessage message)
    {
        var bytes = Encoding.UTF8.GetBytes(Formatter.Format(message));
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    // It can quote the body: no business data is in these, but their length is the caller's.
    private static string Shown(string text) => string.Concat(text.Take(200).Select(c => char.IsControl(c) ? ' ' : c));
}
