using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Kernels;

/// <summary>
/// The values of the rows that a program is at: those of inputs and outputs in the tensors of a run, the others in
/// memory of its own. Not thread-safe.
/// </summary>
internal sealed class Frame(IReadOnlyList<Slot> slots)
{
    /// <summary>Rows that a program works on at a time: few enough for their values to stay in a core's cache.</summary>
    public const int MaxRows = 64;

    private readonly BoundTensor?[] tensors = new BoundTensor?[slots.Count];
    private readonly byte[]?[] own = new byte[slots.Count][];
    private readonly KernelMemory<float> floats = new();
    private readonly KernelMemory<double> doubles = new();
    private int firstRow;

    /// <summary>Rows in work.</summary>
    public int Rows { get; private set; }

    /// <summary>Puts a slot into a tensor.</summary>
    public void Put(int slot, BoundTensor tensor) => tensors[slot] = tensor;

    /// <summary>Goes to other rows.</summary>
    public void MoveTo(int first, int count) => (firstRow, Rows) = (first, count);

    /// <summary>The elements of a slot: rows × width.</summary>
    public Span<T> Of<T>(int slot)
        where T : unmanaged
    {
        var bytes = slots[slot].RowBytes;
        return MemoryMarshal.Cast<byte, T>(tensors[slot] is { } tensor
            ? tensor.Memory.Slice(firstRow * bytes, Rows * bytes)
            : (own[slot] ??= new byte[MaxRows * bytes]).AsSpan(0, Rows * bytes));
    }

    /// <summary>Where texts of an output go, one a row.</summary>
    public TextTensor Texts(int slot) => (TextTensor)tensors[slot]!;

    /// <summary>Memory of a kernel.</summary>
    public KernelMemory<T> Memory<T>() => (KernelMemory<T>)(typeof(T) == typeof(float) ? (object)floats : doubles);
}
