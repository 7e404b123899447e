using FedMl.ScoringEngine.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>Numbers of a pooled run: memory that the garbage collector does not move.</summary>
internal sealed class PinnedTensor(TensorSpec spec) : BoundTensor(spec)
{
    private readonly int rowBytes = checked((int)(spec.RowElements * spec.Datatype.Size()));
    private byte[] memory = [];
    private int length;

    public override ReadOnlySpan<byte> Bytes => memory.AsSpan(0, length);

    public override Span<byte> Memory => memory.AsSpan(0, length);

    public override ReadOnlySpan<byte> Text(int index) => throw new NotSupportedException("Pinned tensors hold numbers.");

    public override void Grow(int rows) =>
        memory = GC.AllocateUninitializedArray<byte>(checked((int)(GraphLayout.Elements(Spec, rows) * Datatype.Size())), pinned: true);

    // Left to the garbage collector.
    public override void Release()
    {
        memory = [];
        length = 0;
    }

    public override void Use(int rows)
    {
        base.Use(rows);
        length = Elements * Datatype.Size();
    }

    public override unsafe OrtValue NewValue()
    {
        fixed (byte* start = memory)
        {
            // The array is pinned for its whole life, so the address outlasts this block.
            return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, Datatype.ToOnnx(), Shape.ToArray(), (IntPtr)start, length);
        }
    }

    public override void Attach(OrtValue made)
    {
        // It is a view of this memory.
    }

    public override void Clear() => Memory.Clear();

    public override void TakeRows(BoundTensor source, int row) => source.Bytes.CopyTo(Memory[(row * rowBytes)..]);

    public override void GiveRows(BoundTensor target, int row) => Memory.Slice(row * rowBytes, target.Memory.Length).CopyTo(target.Memory);

    public override int TakeBytes(ReadOnlySpan<byte> bytes)
    {
        bytes[..length].CopyTo(memory);
        return length;
    }

    public override void CopyTo(FreeRun run, int input) => Bytes.CopyTo(run.Input(input));
}
