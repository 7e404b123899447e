using FedMl.ScoringEngine.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>One tensor of a pooled run: memory that ONNX Runtime is bound to, taken once for up to a number of rows.</summary>
internal abstract class BoundTensor : OutputTensor
{
    private readonly long[] shape;

    private protected BoundTensor(TensorSpec spec)
    {
        Spec = spec;
        shape = [.. spec.Shape];
        RowElements = checked((int)spec.RowElements);
    }

    public override string Name => Spec.Name;

    public override Datatype Datatype => Spec.Datatype;

    public override ReadOnlySpan<long> Shape => shape;

    public override int ElementCount => Elements;

    /// <summary>Memory of the rows in use, row-major, little-endian. Not for BYTES.</summary>
    public abstract Span<byte> Memory { get; }

    protected TensorSpec Spec { get; }

    protected int RowElements { get; }

    protected int Elements { get; private set; }

    public static BoundTensor Of(TensorSpec spec) => spec.Datatype == Datatype.BYTES ? new TextTensor(spec) : new PinnedTensor(spec);

    /// <summary>Takes memory for up to so many rows; values made before are stale.</summary>
    public abstract void Grow(int rows);

    /// <summary>Gives the memory back.</summary>
    public abstract void Release();

    /// <summary>Uses the first rows of the memory.</summary>
    public virtual void Use(int rows)
    {
        Elements = checked((int)GraphLayout.Elements(Spec, rows));
        if (Spec.HasRows)
        {
            shape[0] = rows;
        }
    }

    /// <summary>ONNX Runtime's view of the rows in use.</summary>
    public abstract OrtValue NewValue();

    /// <summary>Takes up the value that <see cref="NewValue"/> made for as many rows as are in use.</summary>
    public abstract void Attach(OrtValue made);

    /// <summary>Sets all elements to zero, or to the empty text.</summary>
    public abstract void Clear();

    /// <summary>Copies all rows of another run's same input behind the rows that are there.</summary>
    public abstract void TakeRows(BoundTensor source, int row);

    /// <summary>Copies the rows that another run's same output is for.</summary>
    public abstract void GiveRows(BoundTensor target, int row);

    /// <summary>Takes contents from where <see cref="OutputTensor.Bytes"/> of the same tensor were copied to.</summary>
    /// <returns>Bytes that they take.</returns>
    public abstract int TakeBytes(ReadOnlySpan<byte> bytes);

    /// <summary>Copies all elements to an input of a run that is not bound.</summary>
    public abstract void CopyTo(FreeRun run, int input);
}
