using FedMl.ScoringEngine.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>One tensor of a pooled run: memory that the garbage collector does not move, for up to a number of rows.</summary>
internal sealed class PinnedTensor : OutputTensor
{
    private readonly TensorSpec spec;
    private readonly long[] shape;
    private byte[] memory = [];
    private int length;

    public PinnedTensor(TensorSpec spec)
    {
        this.spec = spec;
        shape = [.. spec.Shape];
        RowBytes = checked((int)(spec.RowElements * spec.Datatype.Size()));
    }

    /// <summary>Bytes of one row.</summary>
    public int RowBytes { get; }

    public override string Name => spec.Name;

    public override Datatype Datatype => spec.Datatype;

    public override ReadOnlySpan<long> Shape => shape;

    public override int ElementCount => length / spec.Datatype.Size();

    public override ReadOnlySpan<byte> Bytes => memory.AsSpan(0, length);

    /// <summary>Memory of the rows in use, row-major, little-endian.</summary>
    public Span<byte> Memory => memory.AsSpan(0, length);

    public override ReadOnlySpan<byte> Text(int index) => throw new NotSupportedException("Pinned tensors hold numbers.");

    /// <summary>Takes memory for up to so many rows; values bound to the old memory are stale.</summary>
    public void Grow(int rows) =>
        memory = GC.AllocateUninitializedArray<byte>(checked((int)(GraphLayout.Elements(spec, rows) * spec.Datatype.Size())), pinned: true);

    /// <summary>Leaves the memory to the garbage collector.</summary>
    public void Release()
    {
        memory = [];
        length = 0;
    }

    /// <summary>Uses the first rows of the memory.</summary>
    public void Use(int rows)
    {
        length = (int)(GraphLayout.Elements(spec, rows) * spec.Datatype.Size());
        if (spec.HasRows)
        {
            shape[0] = rows;
        }
    }

    /// <summary>ONNX Runtime's view of the rows in use.</summary>
    public unsafe OrtValue NewValue()
    {
        fixed (byte* start = memory)
        {
            // The array is pinned for its whole life, so the address outlasts this block.
            return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, spec.Datatype.ToOnnx(), shape, (IntPtr)start, length);
        }
    }
}
