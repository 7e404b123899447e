using System.Text;
using Google.Protobuf;

namespace FedMl.Scoring.Grpc.Wire;

/// <summary>Writes the protobuf wire format into memory that is large enough.</summary>
internal ref struct WireWriter(Span<byte> target)
{
    private readonly Span<byte> target = target;
    private int position;

    public readonly int Position => position;

    /// <summary>Bytes of a field with a length, whose number is below 16.</summary>
    public static int SizeOf(int length) => 1 + CodedOutputStream.ComputeLengthSize(length) + length;

    public static int SizeOf(string text) => SizeOf(Encoding.UTF8.GetByteCount(text));

    public static int SizeOfPacked(ReadOnlySpan<long> values)
    {
        var size = 0;
        foreach (var value in values)
        {
            size += CodedOutputStream.ComputeInt64Size(value);
        }

        return size;
    }

    /// <summary>Begins a field with a length.</summary>
    public void Begin(int field, int length)
    {
        target[position++] = (byte)((field << 3) | WireReader.Length);
        Varint((ulong)length);
    }

    public void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Begin(field, bytes.Length);
        bytes.CopyTo(target[position..]);
        position += bytes.Length;
    }

    public void Text(int field, string text)
    {
        Begin(field, Encoding.UTF8.GetByteCount(text));
        position += Encoding.UTF8.GetBytes(text, target[position..]);
    }

    public void Packed(int field, ReadOnlySpan<long> values)
    {
        Begin(field, SizeOfPacked(values));
        foreach (var value in values)
        {
            Varint((ulong)value);
        }
    }

    private void Varint(ulong value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            target[position++] = (byte)(value | 0x80);
        }

        target[position++] = (byte)value;
    }
}
