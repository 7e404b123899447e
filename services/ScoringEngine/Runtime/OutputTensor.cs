using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>One output of a run. Valid until the run is disposed.</summary>
public abstract class OutputTensor
{
    public abstract string Name { get; }

    public abstract Datatype Datatype { get; }

    public abstract ReadOnlySpan<long> Shape { get; }

    public abstract int ElementCount { get; }

    /// <summary>All elements, row-major, little-endian; of BYTES as <see cref="PackedTexts"/> has them.</summary>
    public abstract ReadOnlySpan<byte> Bytes { get; }

    /// <summary>One element of a BYTES tensor.</summary>
    public abstract ReadOnlySpan<byte> Text(int index);

    /// <summary>Names of the classes that a row's elements belong to, where the graph itself told them.</summary>
    public virtual IReadOnlyList<string>? Classes => null;
}
