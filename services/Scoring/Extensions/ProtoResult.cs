using System.Buffers;
using System.Text.Json;
using Google.Protobuf;

namespace FedMl.Scoring.Extensions;

/// <summary>Answers a message as JSON.</summary>
internal sealed class ProtoResult(Action<Utf8JsonWriter> write) : IResult
{
    public ProtoResult(IMessage message)
        : this(json => ProtoJson.Write(json, message))
    {
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        httpContext.Response.ContentType = "application/json";
        httpContext.Response.ContentLength = buffer.WrittenCount;
        await httpContext.Response.Body.WriteAsync(buffer.WrittenMemory, httpContext.RequestAborted);
    }
}
