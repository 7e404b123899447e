using System.Buffers.Text;

namespace FedMl.Benchmarks.Wires.Http1;

/// <summary>Puts a chunked body together (RFC 9112, section 7.1).</summary>
internal sealed class ChunkedBody
{
    private byte[] bytes = new byte[4096];
    private int length;

    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, length);

    /// <summary>Reads the whole body; false where its end has not come yet.</summary>
    /// <param name="received">What came after the head.</param>
    /// <param name="size">Bytes of the body as sent.</param>
    public bool TryRead(ReadOnlySpan<byte> received, out int size)
    {
        length = size = 0;
        while (true)
        {
            var rest = received[size..];
            var line = rest.IndexOf("\r\n"u8);
            if (line < 0)
            {
                return false;
            }

            if (!Utf8Parser.TryParse(rest[..line], out int chunk, out _, 'x') || chunk < 0)
            {
                throw new WireException("A chunk of the body has no length.");
            }

            if (rest.Length < line + 2 + chunk + 2)
            {
                return false;
            }

            Add(rest.Slice(line + 2, chunk));
            size += line + 2 + chunk + 2;
            if (chunk == 0)
            {
                return true;
            }
        }
    }

    private void Add(ReadOnlySpan<byte> chunk)
    {
        if (length + chunk.Length > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + chunk.Length));
        }

        chunk.CopyTo(bytes.AsSpan(length));
        length += chunk.Length;
    }
}
