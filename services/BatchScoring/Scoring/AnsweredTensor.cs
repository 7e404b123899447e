using System.Buffers.Binary;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Scoring;

/// <summary>One output as another process answered it.</summary>
internal sealed class AnsweredTensor : OutputTensor
{
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly long[] shape;
    private readonly int[] places;

    /// <exception cref="ServiceException">MODEL_RUN_FAILED: its bytes are not what its header says.</exception>
    public AnsweredTensor(ModelInferResponse.Types.InferOutputTensor header, ReadOnlyMemory<byte> bytes)
    {
        this.bytes = bytes;
        Name = header.Name;
        Datatype = Datatypes.TryParse(header.Datatype, out var datatype) ? datatype : Datatype.Unknown;
        shape = [.. header.Shape];
        ElementCount = checked((int)shape.Aggregate(1L, (product, dimension) => product * dimension));
        places = Datatype == Datatype.BYTES ? PlacesOf(bytes.Span) : [];
        if (Datatype == Datatype.Unknown || (Datatype != Datatype.BYTES && bytes.Length != ElementCount * Datatype.Size()))
        {
            throw Broken();
        }
    }

    public override string Name { get; }

    public override Datatype Datatype { get; }

    public override ReadOnlySpan<long> Shape => shape;

    public override int ElementCount { get; }

    public override ReadOnlySpan<byte> Bytes => bytes.Span;

    public override ReadOnlySpan<byte> Text(int index) =>
        bytes.Span.Slice(places[index], BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[(places[index] - sizeof(int))..]));

    private int[] PlacesOf(ReadOnlySpan<byte> packed)
    {
        var found = new int[ElementCount];
        var at = 0;
        for (var i = 0; i < found.Length; i++)
        {
            if (at + sizeof(int) > packed.Length || BinaryPrimitives.ReadInt32LittleEndian(packed[at..]) is var length && (length < 0 || length > packed.Length - at - sizeof(int)))
            {
                throw Broken();
            }

            found[i] = at + sizeof(int);
            at += sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(packed[at..]);
        }

        return found;
    }

    private ServiceException Broken() => new(ErrorReason.ModelRunFailed, $"Output {Name} has other bytes than Scoring says.");
}
