using System.Buffers.Binary;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Columns;

/// <summary>The inputs of a request to another process.</summary>
public sealed class RequestTensors : ITensorTarget
{
    private readonly byte[][] numbers;
    private readonly byte[][][] texts;

    internal RequestTensors(BoundSignature signature, int rows)
    {
        Headers = [.. signature.Tensors.Select(input => TensorFill.Header(input, signature, rows))];
        numbers = [.. Headers.Select(h => new byte[Elements(h) * h.Datatype.Size()])];
        texts = [.. Headers.Select(h => h.Datatype == Datatype.BYTES ? new byte[Elements(h)][] : [])];
    }

    /// <summary>The inputs, in the order of the graph.</summary>
    public IReadOnlyList<TensorHeader> Headers { get; }

    /// <summary>All elements of one, row-major, little-endian; of BYTES each behind its length in four bytes.</summary>
    public ReadOnlyMemory<byte> Contents(int index)
    {
        if (Headers[index].Datatype != Datatype.BYTES)
        {
            return numbers[index];
        }

        var packed = new byte[texts[index].Sum(text => sizeof(int) + text.Length)];
        var at = 0;
        foreach (var text in texts[index])
        {
            BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(at), text.Length);
            text.CopyTo(packed.AsSpan(at + sizeof(int)));
            at += sizeof(int) + text.Length;
        }

        return packed;
    }

    Span<byte> ITensorTarget.Input(int index) => numbers[index];

    void ITensorTarget.SetText(int index, int element, ReadOnlySpan<byte> utf8) => texts[index][element] = utf8.ToArray();

    private static int Elements(TensorHeader header) => checked((int)header.Shape.Aggregate(1L, (product, dimension) => product * dimension));
}
