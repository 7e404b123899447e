using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FedMl.Gateway.Scores;

/// <summary>Answers 200 with a JSON document that is written token by token.</summary>
internal static class JsonAnswer
{
    private const int FirstBufferBytes = 4 * 1024;

    // Names and labels stay readable; the answer is never part of an HTML page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Nothing is sent before all of it is written, so a failure on the way can still be told.</summary>
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(FirstBufferBytes);
        await using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }
}
