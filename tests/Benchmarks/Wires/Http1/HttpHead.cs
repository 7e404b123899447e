using System.Buffers.Text;
using System.Text;

namespace FedMl.Benchmarks.Wires.Http1;

/// <summary>Status line and the headers that matter of an HTTP/1.1 answer.</summary>
internal readonly record struct HttpHead(int Status, long ContentLength, bool Chunked, int InferenceHeaderLength, bool Closes, int Size)
{
    private const int None = -1;

    /// <summary>False where the head is not yet whole.</summary>
    public static bool TryRead(ReadOnlySpan<byte> received, out HttpHead head)
    {
        var size = received.IndexOf("\r\n\r\n"u8);
        head = new HttpHead(0, None, false, None, false, size + 4);
        if (size < 0)
        {
            return false;
        }

        var rest = received[..(size + 2)];
        head = head with { Status = StatusOf(Line(ref rest)) };
        while (rest.Length > 0)
        {
            var line = Line(ref rest);
            var colon = line.IndexOf((byte)':');
            if (colon > 0)
            {
                head = head.With(line[..colon], line[(colon + 1)..].Trim((byte)' '));
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf("\r\n"u8);
        var line = rest[..end];
        rest = rest[(end + 2)..];
        return line;
    }

    private static int StatusOf(ReadOnlySpan<byte> line) =>
        line.StartsWith("HTTP/1.1 "u8) && Utf8Parser.TryParse(line[9..], out int status, out _)
            ? status
            : throw new WireException($"'{Encoding.UTF8.GetString(line)}' is no HTTP/1.1 status line.");

    private HttpHead With(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
        {
            return this with { ContentLength = Number(value) };
        }

        if (Ascii.EqualsIgnoreCase(name, "inference-header-content-length"u8))
        {
            return this with { InferenceHeaderLength = (int)Number(value) };
        }

        if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
        {
            return this with { Chunked = Ascii.EqualsIgnoreCase(value, "chunked"u8) };
        }

        return Ascii.EqualsIgnoreCase(name, "connection"u8) ? this with { Closes = Ascii.EqualsIgnoreCase(value, "close"u8) } : this;
    }

    private static long Number(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out long number, out var read) && read == value.Length && number >= 0
            ? number
            : throw new WireException($"'{Encoding.UTF8.GetString(value)}' is no length.");
}
