using FedMl.Benchmarks.Formats;
using FedMl.Benchmarks.Wires;

namespace FedMl.Benchmarks.Requests;

/// <summary>All requests of a load, made before it begins: each row is in exactly one of them.</summary>
internal sealed class RequestPool : IRequests
{
    private readonly byte[][] requests;
    private readonly RowRange[] ranges;
    private readonly IRequestFormat format;

    /// <exception cref="LoadException">There are fewer rows than one request takes.</exception>
    public RequestPool(RowSet rows, int batch, IRequestFormat format)
    {
        if (batch < 1 || batch > rows.Count)
        {
            throw new LoadException($"A batch of {batch} rows cannot be taken from {rows.Count} rows.");
        }

        this.format = format;
        ranges = [.. Enumerable.Range(0, rows.Count / batch).Select(i => rows.Range(i * batch, batch))];
        requests = [.. ranges.Select(format.Write)];
    }

    public int Count => requests.Length;

    public ReadOnlySpan<byte> Request(int index) => requests[index];

    public Fault? Check(int index, ReadOnlySpan<byte> answer, int headerBytes)
    {
        try
        {
            return format.Check(ranges[index], requests[index], answer, headerBytes);
        }
        catch (WireException exception)
        {
            return new Fault(Comparison.WrongAnswer, exception.Message);
        }
    }
}
