using System.Buffers.Binary;
using System.Text;

namespace FedMl.Benchmarks.Wires.Http2;

/// <summary>Frames, settings and flow control of one clear-text HTTP/2 connection, the client's side (RFC 9113).</summary>
internal sealed class Http2Connection : IDisposable
{
    /// <summary>What a server may send on a stream, or on all together, before it hears from us, bytes.</summary>
    private const int OurWindow = 16 * 1024 * 1024;

    private const int FirstWindow = 65_535;
    private readonly TcpConnection connection;
    private readonly HeaderBlock headers = new();
    private long window = FirstWindow;
    private int received;
    private bool settled;

    public Http2Connection(Uri target, TimeSpan patience)
    {
        connection = new TcpConnection(target, patience);
    }

    public ServerSettings Settings { get; } = new();

    /// <summary>Whether the server announced that it takes no further streams.</summary>
    public bool Draining { get; private set; }

    /// <summary>Says hello and waits for the server's settings.</summary>
    public void Greet(IStreams streams)
    {
        connection.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        Span<byte> ours = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(ours, 2); // ENABLE_PUSH: 0
        BinaryPrimitives.WriteInt32BigEndian(ours[2..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(ours[6..], 4); // INITIAL_WINDOW_SIZE
        BinaryPrimitives.WriteInt32BigEndian(ours[8..], OurWindow);
        Write(FrameType.Settings, 0, 0, ours);
        Allow(0, OurWindow - FirstWindow);
        Flush();
        while (!settled)
        {
            Receive(streams, NoAnswers.Instance);
        }

        Flush();
    }

    public void Write(FrameType type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = connection.Reserve(FrameHeader.Size + payload.Length);
        new FrameHeader(payload.Length, type, flags, stream).Write(frame);
        payload.CopyTo(frame[FrameHeader.Size..]);
    }

    /// <summary>Writes as much as the windows take and returns how much that was.</summary>
    public int WriteData(int stream, ReadOnlySpan<byte> bytes, ref long streamWindow, bool ends)
    {
        var written = 0;
        while (written < bytes.Length)
        {
            var size = (int)Math.Min(Math.Min(bytes.Length - written, Settings.FrameBytes), Math.Min(streamWindow, window));
            if (size <= 0)
            {
                break;
            }

            var last = ends && written + size == bytes.Length;
            Write(FrameType.Data, last ? FrameHeader.EndStream : (byte)0, stream, bytes.Slice(written, size));
            streamWindow -= size;
            window -= size;
            written += size;
        }

        return written;
    }

    /// <summary>Counts what came, and lets the server send on when half of the window is used.</summary>
    public void AllowAnew(int stream, ref int counted, int bytes)
    {
        counted += bytes;
        if (counted >= OurWindow / 2)
        {
            Allow(stream, counted);
            counted = 0;
        }
    }

    public void Flush() => connection.Flush();

    public bool Wait(TimeSpan patience) => connection.Wait(patience);

    public void Receive(IStreams streams, IAnswers answers)
    {
        connection.Fill();
        while (connection.Received is { Length: >= FrameHeader.Size } bytes && FrameHeader.Read(bytes) is var frame && bytes.Length >= FrameHeader.Size + frame.Length)
        {
            Take(frame, bytes.Slice(FrameHeader.Size, frame.Length), streams, answers);
            connection.Consume(FrameHeader.Size + frame.Length);
        }
    }

    public void Dispose() => connection.Dispose();

    private void Take(FrameHeader frame, ReadOnlySpan<byte> payload, IStreams streams, IAnswers answers)
    {
        switch (frame.Type)
        {
            case FrameType.Data:
                streams.TakeData(frame.Stream, frame.Strip(payload), frame.Length, frame.Has(FrameHeader.EndStream), answers);
                AllowAnew(0, ref received, frame.Length);
                break;
            case FrameType.Headers or FrameType.Continuation:
                if (headers.TryComplete(frame, payload, out var block))
                {
                    streams.TakeHeaders(frame.Stream, block, headers.EndsStream, answers);
                }

                break;
            case FrameType.ResetStream:
                streams.TakeReset(frame.Stream, BinaryPrimitives.ReadInt32BigEndian(payload), answers);
                break;
            case FrameType.Settings when !frame.Has(FrameHeader.Ack):
                TakeSettings(payload, streams);
                break;
            case FrameType.Ping when !frame.Has(FrameHeader.Ack):
                Write(FrameType.Ping, FrameHeader.Ack, 0, payload);
                break;
            case FrameType.GoAway:
                TakeGoAway(payload);
                break;
            case FrameType.WindowUpdate:
                window += frame.Stream == 0 ? BinaryPrimitives.ReadInt32BigEndian(payload) : 0;
                streams.TakeWindow(frame.Stream, BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
        }
    }

    private void TakeSettings(ReadOnlySpan<byte> payload, IStreams streams)
    {
        var before = Settings.StreamWindow;
        Settings.Apply(payload);
        Write(FrameType.Settings, FrameHeader.Ack, 0, []);
        settled = true;
        streams.ChangeWindows(Settings.StreamWindow - before);
    }

    private void TakeGoAway(ReadOnlySpan<byte> payload)
    {
        Draining = true;
        var error = BinaryPrimitives.ReadInt32BigEndian(payload[4..]);
        if (error != 0)
        {
            throw new WireException($"The server sent GOAWAY with error {error}. {Encoding.UTF8.GetString(payload[8..])}");
        }
    }

    private void Allow(int stream, int bytes)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, bytes);
        Write(FrameType.WindowUpdate, 0, stream, payload);
    }
}
