using System.Net.Sockets;

namespace FedMl.Benchmarks.Wires;

/// <summary>A blocking socket with a buffer each way: one system call sends or receives many requests.</summary>
internal sealed class TcpConnection : IDisposable
{
    private readonly Socket socket;
    private readonly TimeSpan patience;
    private byte[] outgoing = new byte[64 * 1024];
    private byte[] incoming = new byte[256 * 1024];
    private int toSend;
    private int first;
    private int end;

    /// <exception cref="WireException">Nobody listens there.</exception>
    public TcpConnection(Uri target, TimeSpan patience)
    {
        this.patience = patience;
        socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.ReceiveTimeout = socket.SendTimeout = (int)patience.TotalMilliseconds;
            socket.Connect(target.DnsSafeHost, target.Port);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new WireException($"Cannot connect to {target.Authority}: {exception.Message}", exception);
        }
    }

    /// <summary>What was received and not yet consumed.</summary>
    public ReadOnlySpan<byte> Received => incoming.AsSpan(first, end - first);

    public void Consume(int bytes) => first += bytes;

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Room for bytes that leave with the next flush.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (toSend + bytes > outgoing.Length)
        {
            Array.Resize(ref outgoing, Math.Max(outgoing.Length * 2, toSend + bytes));
        }

        toSend += bytes;
        return outgoing.AsSpan(toSend - bytes, bytes);
    }

    public void Flush()
    {
        if (toSend == 0)
        {
            return;
        }

        try
        {
            for (var sent = 0; sent < toSend;)
            {
                sent += socket.Send(outgoing.AsSpan(sent, toSend - sent));
            }

            toSend = 0;
        }
        catch (SocketException exception)
        {
            throw new WireException($"The connection broke while sending: {exception.Message}", exception);
        }
    }

    public bool Wait(TimeSpan time) => Readiness.Wait(socket, time);

    /// <summary>Waits for at least one more byte.</summary>
    public void Fill()
    {
        MakeRoom();
        try
        {
            var read = socket.Receive(incoming.AsSpan(end));
            end += read > 0 ? read : throw new WireException("The server closed the connection.");
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw new WireException($"The server was silent for {patience.TotalSeconds:0} s.", exception);
        }
        catch (SocketException exception)
        {
            throw new WireException($"The connection broke while receiving: {exception.Message}", exception);
        }
    }

    public void Dispose() => socket.Dispose();

    private void MakeRoom()
    {
        if (first == end)
        {
            first = end = 0;
        }
        else if (end == incoming.Length && first > 0)
        {
            incoming.AsSpan(first, end - first).CopyTo(incoming);
            (first, end) = (0, end - first);
        }
        else if (end == incoming.Length)
        {
            Array.Resize(ref incoming, incoming.Length * 2);
        }
    }
}
