using System.Text;
using Google.Protobuf;

namespace FedMl.Features.Online.Wire;

/// <summary>Writes fields with a length, of numbers below 16, in the protobuf wire format, into memory that is large enough.</summary>
internal ref struct WireWriter(Span<byte> target)
{
    private const int LengthDelimited = 2;
    private readonly Span<byte> target = target;
    private int position;

    /// <summary>Bytes of a field whose content has a length.</summary>
    public static int SizeOf(int length) => 1 + CodedOutputStream.ComputeLengthSize(length) + length;

    public static int SizeOf(string text) => SizeOf(Encoding.UTF8.GetByteCount(text));

    public void Begin(int field, int length)
    {
        target[position++] = (byte)((field << 3) | LengthDelimited);
        var rest = (uint)length;
        for (; rest > 0x7F; rest >>= 7)
        {
            target[position++] = (byte)(rest | 0x80);
        }

        target[position++] = (byte)rest;
    }

    public void Text(int field, string text)
    {
        Begin(field, Encoding.UTF8.GetByteCount(text));
        position += Encoding.UTF8.GetBytes(text, target[position..]);
    }

    /// <summary>Memory for a field's content, which whoever asks fills.</summary>
    public Span<byte> Content(int field, int length)
    {
        Begin(field, length);
        position += length;
        return target.Slice(position - length, length);
    }
}
