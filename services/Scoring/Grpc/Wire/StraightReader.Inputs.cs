using System.Text;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.Scoring.Grpc.Wire;

/// <content>The header of an input: name, datatype and shape, in the order in which every encoder writes them.</content>
internal ref partial struct StraightReader
{
    private bool TryReadInput()
    {
        if (!TryTakeModel() || inputs == call.Model.Inputs.Count || inputs == InferReader.MaxTensors || !reader.TryReadLength(out var length))
        {
            return false;
        }

        var end = reader.Position + length;
        TensorSpec? spec = null;
        Span<long> shape = stackalloc long[MaxRank];
        var rank = 0;
        var datatypeFits = false;
        while (reader.Position < end)
        {
            if (!reader.TryReadTag(out var field, out var type))
            {
                return false;
            }

            var known = (field, type, spec) switch
            {
                (1, WireReader.Length, null) => TryFind(call.Model.Inputs, inputs, out spec, out call.Places[inputs]),
                (2, WireReader.Length, not null) => datatypeFits = reader.TryReadShort(scratch, out var datatype) && Ascii.Equals(datatype, spec.Datatype.Name()),
                (3, WireReader.Length, not null) => TryReadShape(shape, ref rank),
                (3, WireReader.Varint, not null) => TryReadDimension(shape, ref rank),
                (5, WireReader.Length, not null) => TryKeepContents(),
                _ => false,
            };
            if (!known)
            {
                return false;
            }
        }

        inputs++;
        return reader.Position == end && datatypeFits && spec!.Datatype != Datatype.BYTES && Fits(shape[..rank], spec);
    }

    private bool TryKeepContents()
    {
        // Contents that come in two parts would have to be merged.
        if (typed > inputs || !reader.TryReadLength(out var length))
        {
            return false;
        }

        typed = inputs + 1;
        return reader.TrySlice(length, out call.Contents[inputs]);
    }

    private bool TryReadShape(scoped Span<long> shape, ref int rank)
    {
        if (!reader.TryReadLength(out var length))
        {
            return false;
        }

        var end = reader.Position + length;
        while (reader.Position < end)
        {
            if (!TryReadDimension(shape, ref rank))
            {
                return false;
            }
        }

        return reader.Position == end;
    }

    private bool TryReadDimension(scoped Span<long> shape, ref int rank)
    {
        if (rank == MaxRank || !reader.TryReadVarint(out var value))
        {
            return false;
        }

        shape[rank++] = (long)value;
        return true;
    }

    private bool Fits(scoped ReadOnlySpan<long> shape, TensorSpec spec)
    {
        if (shape.Length != spec.Shape.Count || check.CountElements(shape) < 0)
        {
            return false;
        }

        for (var i = 0; i < shape.Length; i++)
        {
            if (spec.Shape[i] >= 0 && spec.Shape[i] != shape[i])
            {
                return false;
            }
        }

        if (!spec.HasRows)
        {
            return true;
        }

        rows = rows == NoRows ? (int)shape[0] : rows;
        return rows == shape[0] && rows > 0;
    }
}
