using FedMl.Protos.Onnx;
using FedMl.ScoringEngine.Kernels.Steps;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Tensors;
using static FedMl.Protos.Onnx.TensorProto.Types;

namespace FedMl.ScoringEngine.Kernels.Building;

/// <summary>Nodes that change no number, only where it is and how it is held.</summary>
internal static class ShapeSteps
{
    public static void Same(ProgramBuilder program, NodeProto node) => program.Set(node.Output[0], program.Get(node.MainInput()));

    /// <summary>Rows stay rows where the elements of a row stay together.</summary>
    public static void Reshape(ProgramBuilder program, NodeProto node)
    {
        var value = program.Get(node.MainInput());
        var width = value.Labels is null ? program.Slots[value.Slot].Width : 1;
        long[] shape = node.Input.Count > 1 && program.ConstantOf(node.Input[1]) is { } constant ? [.. TensorValues.Longs(constant)] : [];
        if (shape is [0, 0] or [0, -1] || (shape is [-1 or 0, ..] && shape.Skip(1).Aggregate(1L, (product, d) => product * d) == width))
        {
            program.Set(node.Output[0], value);
            return;
        }

        throw new UnreadableGraphException("a node Reshape mixes rows and columns");
    }

    public static void Flatten(ProgramBuilder program, NodeProto node)
    {
        if (new NodeAttributes(node).Int("axis", 1) != 1)
        {
            throw new UnreadableGraphException("a node Flatten mixes rows and columns");
        }

        Same(program, node);
    }

    public static void Concat(ProgramBuilder program, NodeProto node)
    {
        var axis = new NodeAttributes(node).Int("axis", 0);
        var parts = node.Input.Select(program.Numbers).ToList();
        if (axis is not (1 or -1) || parts.Count == 0 || parts.Any(p => p.Kind.Datatype != parts[0].Kind.Datatype))
        {
            throw new UnreadableGraphException("a node Concat joins rows");
        }

        var width = parts.Sum(p => (long)p.Kind.Width);
        var slot = program.NewSlot(parts[0].Kind.Datatype, (int)Math.Min(width, int.MaxValue));
        program.Add(TypedSteps.Concat(parts[0].Kind.Datatype, [.. parts.Select(p => (p.Slot, p.Kind.Width))], slot));
        program.Set(node.Output[0], new ProgramValue(slot));
    }

    public static void Cast(ProgramBuilder program, NodeProto node)
    {
        var (from, kind) = program.Numbers(node.MainInput());
        var to = (DataType)new NodeAttributes(node).Int("to", 0) switch
        {
            DataType.Float => Datatype.FP32,
            DataType.Double => Datatype.FP64,
            DataType.Int64 when kind.Datatype == Datatype.INT64 => Datatype.INT64,
            _ => throw new UnreadableGraphException("a node Cast makes other numbers than floats and doubles"),
        };
        program.Set(node.Output[0], new ProgramValue(CastTo(program, from, to)));
    }

    /// <summary>The slot itself, or one with the same numbers in another datatype.</summary>
    public static int CastTo(ProgramBuilder program, int from, Datatype datatype)
    {
        var kind = program.Slots[from];
        if (kind.Datatype == datatype)
        {
            return from;
        }

        var to = program.NewSlot(datatype, kind.Width);
        program.Add(TypedSteps.Cast(kind.Datatype, from, datatype, to));
        return to;
    }

    /// <summary>Columns by constant places; or constants by places that were computed, one a row.</summary>
    public static void Extract(ProgramBuilder program, NodeProto node)
    {
        if (program.ConstantOf(node.MainInput()) is { } constants)
        {
            var (places, kind) = program.Numbers(node.Input[1]);
            if (kind is not { Datatype: Datatype.INT64, Width: 1 })
            {
                throw new UnreadableGraphException("a node ArrayFeatureExtractor takes several labels a row");
            }

            LinkSteps.Label(program, node.Output[0], places, constants);
            return;
        }

        var (from, source) = program.Numbers(node.MainInput());
        var columns = program.ConstantOf(node.Input[1]) is { } constant ? TensorValues.Longs(constant) : [];
        if (columns.Count == 0 || columns.Any(c => c < 0 || c >= source.Width))
        {
            throw new UnreadableGraphException("a node ArrayFeatureExtractor takes columns that are not there");
        }

        var slot = program.NewSlot(source.Datatype, columns.Count);
        program.Add(TypedSteps.Columns(source.Datatype, from, [.. columns.Select(c => (int)c)], source.Width, slot));
        program.Set(node.Output[0], new ProgramValue(slot));
    }
}
