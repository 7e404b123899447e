using FedMl.Benchmarks.Wires.Hpack;

namespace FedMl.Benchmarks.Wires.Http2;

/// <summary>
/// A gRPC client as little as a load generator needs: generator and server share the cores, and a full client costs
/// several times what the server does.
/// </summary>
internal abstract class GrpcWire : IWire, IStreams
{
    private readonly Http2Connection connection;
    private readonly HeaderReader headerReader = new();
    private readonly ResponseHeaders nobody = new();
    private readonly RequestHeaders requestHeaders;
    private readonly Dictionary<int, CallSlot> streams = [];
    private readonly CallSlot[] calls;
    private int nextStream = 1;

    protected GrpcWire(Uri target, string path, int slots, TimeSpan patience)
    {
        connection = new Http2Connection(target, patience);
        calls = [];
        try
        {
            connection.Greet(this);
            calls = [.. Enumerable.Range(0, Math.Min(slots, connection.Settings.ConcurrentStreams)).Select(i => new CallSlot(i))];
            requestHeaders = new RequestHeaders(target.Authority, path, connection.Settings.HeaderTableBytes);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public int Slots => calls.Length;

    public bool Draining => connection.Draining;

    /// <summary>Whether a stream carries one request and ends with it.</summary>
    protected abstract bool OneRequestPerStream { get; }

    protected Http2Connection Connection => connection;

    protected IReadOnlyList<CallSlot> Calls => calls;

    public void Start(int slot, ReadOnlySpan<byte> request)
    {
        var call = calls[slot];
        if (!call.IsOpen)
        {
            Open(call);
        }

        call.Busy = true;
        call.Send(connection, request, OneRequestPerStream);
    }

    public void Flush() => connection.Flush();

    public bool Wait(TimeSpan patience) => connection.Wait(patience);

    public void Receive(IAnswers answers) => connection.Receive(this, answers);

    public virtual IReadOnlyList<Fault> Finish() => [];

    public void Dispose() => connection.Dispose();

    public void TakeHeaders(int stream, ReadOnlySpan<byte> block, bool ends, IAnswers answers)
    {
        var call = streams.GetValueOrDefault(stream);
        headerReader.Read(block, call?.Headers ?? nobody);
        if (ends && call is not null)
        {
            EndCall(call, call.Headers.Fault(), answers);
        }
    }

    public void TakeData(int stream, ReadOnlySpan<byte> data, int flow, bool ends, IAnswers answers)
    {
        if (streams.GetValueOrDefault(stream) is { } call)
        {
            call.Count(connection, flow);
            call.Message.Add(data);
            TakeMessages(call, answers);
            if (ends)
            {
                EndCall(call, call.Headers.Fault(), answers);
            }
        }
    }

    public void TakeReset(int stream, int error, IAnswers answers)
    {
        if (streams.GetValueOrDefault(stream) is { } call)
        {
            EndCall(call, new Fault($"RST_STREAM {error}", call.Headers.Fault()?.Detail ?? ""), answers);
        }
    }

    public void TakeWindow(int stream, int bytes)
    {
        streams.GetValueOrDefault(stream)?.Widen(bytes);
        ResumeAll();
    }

    public void ChangeWindows(int difference)
    {
        foreach (var call in calls)
        {
            call.Widen(difference);
        }

        ResumeAll();
    }

    /// <summary>Bytes of messages came.</summary>
    protected abstract void TakeMessages(CallSlot call, IAnswers answers);

    /// <summary>The stream of the call is over; <paramref name="fault"/> says why it is no success.</summary>
    protected abstract void End(CallSlot call, Fault? fault, IAnswers answers);

    private void Open(CallSlot call)
    {
        call.Open(nextStream, connection.Settings.StreamWindow);
        streams[nextStream] = call;
        connection.Write(FrameType.Headers, FrameHeader.EndHeaders, nextStream, nextStream == 1 ? requestHeaders.First : requestHeaders.Later);
        nextStream += 2;
    }

    private void EndCall(CallSlot call, Fault? fault, IAnswers answers)
    {
        streams.Remove(call.Stream);
        End(call, fault, answers);
    }

    private void ResumeAll()
    {
        foreach (var call in calls)
        {
            call.Resume(connection, OneRequestPerStream);
        }
    }
}
