namespace FedMl.ScoringEngine.Kernels;

/// <summary>What a kernel needs while it runs, kept for the next run. Not thread-safe.</summary>
internal sealed class KernelMemory<T>
{
    private T[] blocks = [];
    private T[] sums = [];
    private uint[] leaves = [];

    /// <summary>Room for rows in blocks; holds what it held.</summary>
    public Span<T> Blocks(int length) => Room(ref blocks, length);

    /// <summary>Room for sums, all zero.</summary>
    public Span<T> Sums(int length)
    {
        var room = Room(ref sums, length);
        room.Clear();
        return room;
    }

    /// <summary>Room for one leaf a tree.</summary>
    public Span<uint> Leaves(int length) => Room(ref leaves, length);

    private static Span<TElement> Room<TElement>(ref TElement[] room, int length)
    {
        if (room.Length < length)
        {
            room = new TElement[length];
        }

        return room.AsSpan(0, length);
    }
}
