using System.Buffers.Binary;

namespace FedMl.Benchmarks.Wires.Http2;

/// <summary>Puts a gRPC message together from what the DATA frames of a stream bring.</summary>
internal sealed class GrpcMessage
{
    /// <summary>Compressed flag and length.</summary>
    public const int PrefixBytes = 5;
    private byte[] bytes = new byte[1024];
    private int length;

    public bool IsComplete => length >= PrefixBytes && length >= PrefixBytes + Announced;

    /// <summary>The complete message without its prefix.</summary>
    public ReadOnlySpan<byte> Message => bytes.AsSpan(PrefixBytes, Announced);

    private int Announced => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1));

    public void Clear() => length = 0;

    /// <summary>Drops the complete message; what came after it stays.</summary>
    public void Next()
    {
        var size = PrefixBytes + Announced;
        bytes.AsSpan(size, length - size).CopyTo(bytes);
        length -= size;
    }

    /// <exception cref="WireException">The server compressed the message, which nobody asked for.</exception>
    public void Add(ReadOnlySpan<byte> data)
    {
        if (length + data.Length > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + data.Length));
        }

        data.CopyTo(bytes.AsSpan(length));
        length += data.Length;
        if (length > 0 && bytes[0] != 0)
        {
            throw new WireException("The server compressed a message, which nobody asked for.");
        }
    }

    /// <summary>Prefixes a message as it goes over the wire.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message)
    {
        var framed = new byte[PrefixBytes + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed.AsSpan(PrefixBytes));
        return framed;
    }
}
