using System.Buffers.Text;
using System.Text;

namespace FedMl.Benchmarks.Wires.Hpack;

/// <summary>What of a gRPC answer's headers and trailers matters.</summary>
internal sealed class ResponseHeaders
{
    public const int None = -1;

    /// <summary>HTTP status, or <see cref="None"/>.</summary>
    public int HttpStatus { get; private set; } = None;

    /// <summary>grpc-status, or <see cref="None"/>.</summary>
    public int GrpcStatus { get; private set; } = None;

    /// <summary>grpc-message as sent, percent-encoded; empty where there is none.</summary>
    public string GrpcMessage { get; private set; } = "";

    public void Clear() => (HttpStatus, GrpcStatus, GrpcMessage) = (None, None, "");

    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual(":status"u8))
        {
            HttpStatus = Number(value);
        }
        else if (name.SequenceEqual("grpc-status"u8))
        {
            GrpcStatus = Number(value);
        }
        else if (name.SequenceEqual("grpc-message"u8))
        {
            GrpcMessage = Encoding.UTF8.GetString(value);
        }
    }

    /// <summary>Why the answer is none, or null.</summary>
    public Fault? Fault() => this switch
    {
        { HttpStatus: not (None or 200) } => new Fault($"HTTP {HttpStatus}", ""),
        { GrpcStatus: None } => new Fault("no grpc-status", "The stream ended without trailers that tell one."),
        { GrpcStatus: not 0 } => new Fault($"grpc-status {GrpcStatus}", Uri.UnescapeDataString(GrpcMessage)),
        _ => null,
    };

    private static int Number(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out int number, out var read) && read == value.Length
            ? number
            : throw new WireException($"'{Encoding.UTF8.GetString(value)}' is no status.");
}
