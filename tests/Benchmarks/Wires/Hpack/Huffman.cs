namespace FedMl.Benchmarks.Wires.Hpack;

/// <summary>
/// Reads HPACK's Huffman texts (RFC 7541, appendix B). The code is canonical: codes of one length count up in the
/// order of their symbols, so that the lengths say all.
/// </summary>
internal static class Huffman
{
    private const int EndOfString = 256;
    private const int Longest = 30;

    private static readonly int[] FirstCode = new int[Longest + 1];
    private static readonly int[] FirstSymbol = new int[Longest + 1];
    private static readonly int[] CodesOf = new int[Longest + 1];
    private static readonly int[] Symbols;

    static Huffman()
    {
        var lengths = Lengths.ToArray();
        Symbols = [.. Enumerable.Range(0, lengths.Length).OrderBy(symbol => lengths[symbol])];
        for (int length = 1, code = 0, symbol = 0; length <= Longest; length++, code <<= 1)
        {
            (FirstCode[length], FirstSymbol[length]) = (code, symbol);
            CodesOf[length] = lengths.Count(l => l == length);
            code += CodesOf[length];
            symbol += CodesOf[length];
        }
    }

    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    /// <summary>Writes the text into <paramref name="text"/>, which must hold 8/5 of the encoded bytes; returns its length.</summary>
    /// <exception cref="WireException">The bytes are no Huffman text.</exception>
    public static int Decode(ReadOnlySpan<byte> encoded, Span<byte> text)
    {
        int written = 0, code = 0, length = 0;
        foreach (var octet in encoded)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                code = (code << 1) | ((octet >> bit) & 1);
                if (++length > Longest)
                {
                    throw new WireException("A header's Huffman text holds no code.");
                }

                var index = code - FirstCode[length];
                if (index >= CodesOf[length])
                {
                    continue;
                }

                var symbol = Symbols[FirstSymbol[length] + index];
                if (symbol == EndOfString)
                {
                    throw new WireException("A header's Huffman text holds the end-of-string symbol.");
                }

                text[written++] = (byte)symbol;
                (code, length) = (0, 0);
            }
        }

        // What is left is padding: fewer than eight bits, all ones.
        return length < 8 && code == (1 << length) - 1 ? written : throw new WireException("A header's Huffman text ends within a code.");
    }
}
