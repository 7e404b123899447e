namespace FedMl.Benchmarks.Wires.Hpack;

/// <summary>Reads header blocks of one connection (RFC 7541). A block of known fields allocates nothing.</summary>
internal sealed class HeaderReader
{
    private readonly DynamicTable table = new();
    private readonly byte[] nameText = new byte[64 * 1024];
    private readonly byte[] valueText = new byte[64 * 1024];

    public void Read(ReadOnlySpan<byte> block, ResponseHeaders headers)
    {
        while (block.Length > 0)
        {
            var first = block[0];
            if ((first & 0x80) != 0)
            {
                var field = table[Integer(ref block, 7)];
                headers.Add(field.Name, field.Value);
            }
            else if ((first & 0xE0) == 0x20)
            {
                table.Resize(Integer(ref block, 5));
            }
            else
            {
                var remembered = (first & 0x40) != 0;
                var number = Integer(ref block, remembered ? 6 : 4);
                var name = number == 0 ? Text(ref block, nameText) : table[number].Name;
                var value = Text(ref block, valueText);
                headers.Add(name, value);
                if (remembered)
                {
                    table.Add(name, value);
                }
            }
        }
    }

    private static int Integer(ref ReadOnlySpan<byte> block, int prefixBits)
    {
        var mask = (1 << prefixBits) - 1;
        var value = Next(ref block) & mask;
        if (value < mask)
        {
            return value;
        }

        for (var shift = 0; shift <= 21; shift += 7)
        {
            var octet = Next(ref block);
            value += (octet & 0x7F) << shift;
            if ((octet & 0x80) == 0)
            {
                return value;
            }
        }

        throw new WireException("A header block holds a number that is too large.");
    }

    private static ReadOnlySpan<byte> Text(ref ReadOnlySpan<byte> block, byte[] scratch)
    {
        var huffman = block.Length > 0 && (block[0] & 0x80) != 0;
        var length = Integer(ref block, 7);
        if (length > block.Length || length * 8 / 5 > scratch.Length)
        {
            throw new WireException("A header block ends within a text, or the text is too long.");
        }

        var text = block[..length];
        block = block[length..];
        return huffman ? scratch.AsSpan(0, Huffman.Decode(text, scratch)) : text;
    }

    private static byte Next(ref ReadOnlySpan<byte> block)
    {
        if (block.Length == 0)
        {
            throw new WireException("A header block ends within a field.");
        }

        var octet = block[0];
        block = block[1..];
        return octet;
    }
}
