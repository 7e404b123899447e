using System.Text;

namespace FedMl.Benchmarks.Wires.Hpack;

/// <summary>
/// The header blocks of all requests of one connection, made once: the first teaches the server the fields, later ones
/// name them by number, as gRPC's own clients do.
/// </summary>
internal sealed class RequestHeaders
{
    private readonly List<HeaderField> taught = [];

    /// <param name="authority">Host and port.</param>
    /// <param name="path">Path of the gRPC method.</param>
    /// <param name="serverTableBytes">Header table that the server offers, bytes.</param>
    public RequestHeaders(string authority, string path, int serverTableBytes)
    {
        (string Name, string Value)[] fields =
        [
            (":path", path), (":authority", authority), ("content-type", "application/grpc"), ("te", "trailers"), ("user-agent", "fedml-load"),
        ];
        List<byte> first = [Indexed(3), Indexed(6)];
        foreach (var (name, value) in fields)
        {
            Literal(first, name, value);
        }

        First = [.. first];
        var fits = taught.Sum(f => f.Size) <= serverTableBytes;
        Later = fits
            ? [Indexed(3), Indexed(6), .. Enumerable.Range(0, fields.Length).Select(i => Indexed(StaticTable.All.Count + fields.Length - i))]
            : First;
    }

    /// <summary>Block of a connection's first request.</summary>
    public byte[] First { get; }

    /// <summary>Block of every other request.</summary>
    public byte[] Later { get; }

    private static byte Indexed(int number) => (byte)(0x80 | number);

    private void Literal(List<byte> block, string name, string value)
    {
        var number = StaticTable.NumberOf(name);
        block.Add((byte)(0x40 | number));
        if (number == 0)
        {
            Text(block, name);
        }

        Text(block, value);
        taught.Add(new HeaderField(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value)));
    }

    private static void Text(List<byte> block, string text)
    {
        var rest = text.Length;
        if (rest < 0x7F)
        {
            block.Add((byte)rest);
        }
        else
        {
            block.Add(0x7F);
            for (rest -= 0x7F; rest >= 0x80; rest >>= 7)
            {
                block.Add((byte)(0x80 | (rest & 0x7F)));
            }

            block.Add((byte)rest);
        }

        block.AddRange(Encoding.ASCII.GetBytes(text));
    }
}
