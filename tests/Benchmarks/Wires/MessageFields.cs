using System.Buffers.Binary;

namespace FedMl.Benchmarks.Wires;

/// <summary>Walks over the fields of a protobuf message without making objects.</summary>
internal ref struct MessageFields(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;

    /// <summary>Number of the current field.</summary>
    public int Number { get; private set; }

    /// <summary>Bytes of the current field where it is a text, bytes or a message; else empty.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <exception cref="WireException">The bytes are no message.</exception>
    public bool Next()
    {
        if (rest.Length == 0)
        {
            return false;
        }

        var tag = (int)Varint();
        Number = tag >> 3;
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Varint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Bytes = Take((int)Math.Min(Varint(), int.MaxValue));
                break;
            case 5:
                Take(4);
                break;
            default:
                throw new WireException($"A message has a field of the unknown wire type {tag & 7}.");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = length <= rest.Length ? rest[..length] : throw new WireException("A message ends within a field.");
        rest = rest[length..];
        return taken;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var octet = Take(1)[0];
            value |= (ulong)(octet & 0x7F) << shift;
            if ((octet & 0x80) == 0)
            {
                return value;
            }
        }

        throw new WireException("A message holds a number that is too large.");
    }
}
