using System.Buffers.Binary;

namespace FedMl.Benchmarks.Wires.Http2;

internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    Priority = 2,
    ResetStream = 3,
    Settings = 4,
    PushPromise = 5,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}

/// <summary>The nine octets before every frame (RFC 9113, section 4.1).</summary>
internal readonly record struct FrameHeader(int Length, FrameType Type, byte Flags, int Stream)
{
    public const int Size = 9;
    public const byte EndStream = 0x1;
    public const byte Ack = 0x1;
    public const byte EndHeaders = 0x4;
    public const byte Padded = 0x8;
    public const byte HasPriority = 0x20;

    public static FrameHeader Read(ReadOnlySpan<byte> bytes) => new(
        (bytes[0] << 16) | (bytes[1] << 8) | bytes[2],
        (FrameType)bytes[3],
        bytes[4],
        BinaryPrimitives.ReadInt32BigEndian(bytes[5..]) & int.MaxValue);

    public bool Has(byte flag) => (Flags & flag) != 0;

    public void Write(Span<byte> bytes)
    {
        (bytes[0], bytes[1], bytes[2], bytes[3], bytes[4]) = ((byte)(Length >> 16), (byte)(Length >> 8), (byte)Length, (byte)Type, Flags);
        BinaryPrimitives.WriteInt32BigEndian(bytes[5..], Stream);
    }

    /// <summary>What stands between padding and priority.</summary>
    public ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> payload)
    {
        var padding = 0;
        if (Has(Padded))
        {
            padding = payload[0];
            payload = payload[1..];
        }

        if (Type == FrameType.Headers && Has(HasPriority))
        {
            payload = payload[5..];
        }

        return payload[..^padding];
    }
}
