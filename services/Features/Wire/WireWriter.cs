using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;

namespace FedMl.Features.Wire;

/// <summary>Writes fields of numbers below 16 in the protobuf wire format, into memory that is large enough.</summary>
internal ref struct WireWriter(Span<byte> target)
{
    private const int LengthDelimited = 2;

    // Of three bytes a character at most: its length takes one byte.
    private const int ShortText = 127 / 3;

    private readonly Span<byte> target = target;
    private int position;

    /// <summary>Bytes of a field whose content has a length.</summary>
    public static int SizeOf(int length) => 1 + CodedOutputStream.ComputeLengthSize(length) + length;

    public static int SizeOf(string text) => SizeOf(Encoding.UTF8.GetByteCount(text));

    /// <summary>Bytes of numbers without a field, one after the other.</summary>
    public static int SizeOf(ReadOnlySpan<long> numbers)
    {
        var size = 0;
        foreach (var number in numbers)
        {
            // Seven bits a byte.
            size += ((BitOperations.Log2((ulong)number | 1) * 9) + 73) / 64;
        }

        return size;
    }

    public void Begin(int field, int length)
    {
        target[position++] = (byte)((field << 3) | LengthDelimited);
        Number((uint)length);
    }

    public void Text(int field, string text)
    {
        if (text.Length > ShortText)
        {
            Begin(field, Encoding.UTF8.GetByteCount(text));
            position += Encoding.UTF8.GetBytes(text, target[position..]);
            return;
        }

        var length = Encoding.UTF8.GetBytes(text, target[(position + 2)..]);
        Begin(field, length);
        position += length;
    }

    /// <summary>A field whose content is numbers, one after the other.</summary>
    /// <param name="length">What <see cref="SizeOf(ReadOnlySpan{long})"/> says of them.</param>
    public void Numbers(int field, ReadOnlySpan<long> numbers, int length)
    {
        Begin(field, length);
        foreach (var number in numbers)
        {
            Number((ulong)number);
        }
    }

    /// <summary>A field whose content is numbers of eight bytes each.</summary>
    public void Doubles(int field, ReadOnlySpan<double> numbers)
    {
        var content = Content(field, numbers.Length * sizeof(double));
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(numbers).CopyTo(content);
            return;
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(content[(i * sizeof(double))..], numbers[i]);
        }
    }

    /// <summary>A field of one number; 0 is not written.</summary>
    public void Number(int field, long number)
    {
        if (number != 0)
        {
            target[position++] = (byte)(field << 3);
            Number((ulong)number);
        }
    }

    /// <summary>Memory for a field's content, which whoever asks fills.</summary>
    public Span<byte> Content(int field, int length)
    {
        Begin(field, length);
        position += length;
        return target.Slice(position - length, length);
    }

    private void Number(ulong number)
    {
        for (; number > 0x7F; number >>= 7)
        {
            target[position++] = (byte)(number | 0x80);
        }

        target[position++] = (byte)number;
    }
}
