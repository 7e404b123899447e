using System.Text;

namespace FedMl.Benchmarks.Wires.Http1;

/// <summary>REST on one kept connection: one request at a time, whole requests as they go over the wire.</summary>
internal sealed class Http1Wire(Uri target, TimeSpan patience) : IWire
{
    private const int LongestDetail = 500;
    private readonly TcpConnection connection = new(target, patience);
    private readonly ChunkedBody chunks = new();

    public int Slots => 1;

    public bool Draining { get; private set; }

    public void Start(int slot, ReadOnlySpan<byte> request) => connection.Write(request);

    public void Flush() => connection.Flush();

    public bool Wait(TimeSpan patience) => connection.Wait(patience);

    public void Receive(IAnswers answers)
    {
        connection.Fill();
        var received = connection.Received;
        if (!HttpHead.TryRead(received, out var head) || !TryReadBody(head, received[head.Size..], out var body, out var size))
        {
            return;
        }

        Draining = head.Closes;
        if (head.Status == 200)
        {
            answers.Answered(0, body, head.InferenceHeaderLength);
        }
        else
        {
            answers.Failed(0, new Fault($"HTTP {head.Status}", Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestDetail)])));
        }

        connection.Consume(head.Size + size);
    }

    public IReadOnlyList<Fault> Finish() => [];

    public void Dispose() => connection.Dispose();

    private bool TryReadBody(HttpHead head, ReadOnlySpan<byte> received, out ReadOnlySpan<byte> body, out int size)
    {
        if (head.Chunked)
        {
            var whole = chunks.TryRead(received, out size);
            body = chunks.Bytes;
            return whole;
        }

        if (head.ContentLength < 0)
        {
            throw new WireException("The answer has neither a length nor chunks.");
        }

        size = (int)head.ContentLength;
        body = received.Length >= size ? received[..size] : default;
        return received.Length >= size;
    }
}
