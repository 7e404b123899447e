using FedMl.Benchmarks.Wires.Hpack;

namespace FedMl.Benchmarks.Wires.Http2;

/// <summary>A slot of a connection and the stream that is in it.</summary>
internal sealed class CallSlot(int index)
{
    private const int NoStream = 0;
    private byte[] pending = [];
    private int pendingBytes;
    private int sentBytes;
    private int received;
    private long window;

    public int Index { get; } = index;

    public int Stream { get; private set; } = NoStream;

    public bool IsOpen => Stream != NoStream;

    /// <summary>Whether a request waits for its answer.</summary>
    public bool Busy { get; set; }

    public ResponseHeaders Headers { get; } = new();

    public GrpcMessage Message { get; } = new();

    public void Open(int stream, int streamWindow)
    {
        (Stream, window, received, pendingBytes, sentBytes) = (stream, streamWindow, 0, 0, 0);
        Headers.Clear();
        Message.Clear();
    }

    public void Close() => (Stream, Busy) = (NoStream, false);

    /// <summary>Counts what came on the stream.</summary>
    public void Count(Http2Connection connection, int bytes) => connection.AllowAnew(Stream, ref received, bytes);

    public void Widen(long bytes) => window += bytes;

    /// <summary>Sends what the server's windows take; the rest is copied and waits.</summary>
    public void Send(Http2Connection connection, ReadOnlySpan<byte> request, bool ends)
    {
        var written = connection.WriteData(Stream, request, ref window, ends);
        if (written == request.Length)
        {
            return;
        }

        var rest = request[written..];
        if (pending.Length < rest.Length)
        {
            pending = new byte[rest.Length];
        }

        rest.CopyTo(pending);
        (pendingBytes, sentBytes) = (rest.Length, 0);
    }

    /// <summary>Sends on, after a window grew.</summary>
    public void Resume(Http2Connection connection, bool ends)
    {
        if (IsOpen && sentBytes < pendingBytes)
        {
            sentBytes += connection.WriteData(Stream, pending.AsSpan(sentBytes, pendingBytes - sentBytes), ref window, ends);
        }
    }
}
