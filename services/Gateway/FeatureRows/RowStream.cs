using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Net.Http.Headers;

namespace FedMl.Gateway.FeatureRows;

/// <summary>
/// Answers with rows as they come, as an Apache Arrow IPC stream where the caller accepts one, else as JSON lines. An
/// answer that is not whole is cut off, so that no client takes it for whole.
/// </summary>
internal static class RowStream
{
    public const string Arrow = "application/vnd.apache.arrow.stream";
    public const string JsonLines = "application/x-ndjson";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static BatchFormat FormatFor(HttpContext context) =>
        MediaTypeHeaderValue.TryParseList(context.Request.Headers.Accept, out var accepted) && accepted.Any(type => type.MediaType.Equals(Arrow, StringComparison.OrdinalIgnoreCase))
            ? BatchFormat.Arrow
            : BatchFormat.Columns;

    /// <exception cref="ServiceException">INTERNAL: the stream ended without its end. Whatever the parts throw.</exception>
    public static async Task WriteAsync(HttpContext context, BatchFormat format, IAsyncEnumerable<RowPart> parts)
    {
        var isWhole = false;
        var lines = new ArrayBufferWriter<byte>();
        await foreach (var part in parts.WithCancellation(context.RequestAborted))
        {
            // Not before: until here a failure can be told in full.
            if (!context.Response.HasStarted)
            {
                context.Response.ContentType = format == BatchFormat.Arrow ? Arrow : JsonLines;
            }

            isWhole |= part.End is not null;
            if (format == BatchFormat.Arrow)
            {
                await context.Response.Body.WriteAsync(part.Arrow?.Memory ?? default, context.RequestAborted);
                continue;
            }

            lines.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(lines, Options))
            {
                WriteLines(json, lines, part);
            }

            await context.Response.Body.WriteAsync(lines.WrittenMemory, context.RequestAborted);
        }

        if (!isWhole)
        {
            throw new ServiceException(ErrorReason.SourceUnavailable, "The stream of rows ended before its end.");
        }
    }

    private static void WriteLines(Utf8JsonWriter json, ArrayBufferWriter<byte> lines, RowPart part)
    {
        var rows = part.Columns is { } batch ? new RowLines(batch) : null;
        for (var row = 0; row < (rows?.Count ?? 1); row++)
        {
            if (rows is not null)
            {
                rows.Write(json, row);
            }
            else
            {
                EndLine.Write(json, part.End!);
            }

            json.Flush();
            json.Reset();
            lines.Write("\n"u8);
        }
    }
}
