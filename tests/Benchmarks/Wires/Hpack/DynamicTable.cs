namespace FedMl.Benchmarks.Wires.Hpack;

/// <summary>The header fields that the server sent before and now calls by number; the newest is number 62.</summary>
internal sealed class DynamicTable
{
    /// <summary>What a client offers that says nothing of it.</summary>
    private const int Offered = 4096;

    private readonly List<HeaderField> newestFirst = [];
    private int capacity = Offered;
    private int size;

    public HeaderField this[int number] => number switch
    {
        > 0 when number <= StaticTable.All.Count => StaticTable.All[number - 1],
        > 0 when number <= StaticTable.All.Count + newestFirst.Count => newestFirst[number - StaticTable.All.Count - 1],
        _ => throw new WireException($"A header has the number {number}, which neither table has."),
    };

    public void Resize(int bytes)
    {
        capacity = bytes <= Offered ? bytes : throw new WireException($"The server wants a header table of {bytes} bytes; {Offered} were offered.");
        Shrink();
    }

    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var field = new HeaderField(name.ToArray(), value.ToArray());
        newestFirst.Insert(0, field);
        size += field.Size;
        Shrink();
    }

    private void Shrink()
    {
        while (size > capacity)
        {
            size -= newestFirst[^1].Size;
            newestFirst.RemoveAt(newestFirst.Count - 1);
        }
    }
}
