using System.Numerics;
using FedMl.Protos.Onnx;
using FedMl.ScoringEngine.Kernels.Steps;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Tensors;
using static FedMl.Protos.Onnx.TensorProto.Types;

namespace FedMl.ScoringEngine.Kernels.Building;

/// <summary>Nodes behind an estimator: <c>Sigmoid</c>, <c>Softmax</c>, <c>ArgMax</c>, labels.</summary>
internal static class LinkSteps
{
    public static void Sigmoid(ProgramBuilder program, NodeProto node)
    {
        var (from, kind) = program.Numbers(node.MainInput());
        var to = program.NewSlot(kind.Datatype, kind.Width);
        program.Add(kind.Datatype switch
        {
            Datatype.FP32 => new EachStep<float, float>(from, to, kind.Width, static (x, _) => PostTransforms.Logistic(x)),
            Datatype.FP64 => new EachStep<double, double>(from, to, kind.Width, static (x, _) => PostTransforms.Logistic(x)),
            var other => throw TypedSteps.Unknown(other),
        });
        program.Set(node.Output[0], new ProgramValue(to));
    }

    public static void Softmax(ProgramBuilder program, NodeProto node)
    {
        var (from, kind) = program.Numbers(node.MainInput());
        CheckAxis(node, absent: -1);
        var to = program.NewSlot(kind.Datatype, kind.Width);
        program.Add(kind.Datatype switch
        {
            Datatype.FP32 => new RowStep<float, float>(from, kind.Width, to, kind.Width, Softmax),
            Datatype.FP64 => new RowStep<double, double>(from, kind.Width, to, kind.Width, Softmax),
            var other => throw TypedSteps.Unknown(other),
        });
        program.Set(node.Output[0], new ProgramValue(to));
    }

    public static void ArgMax(ProgramBuilder program, NodeProto node)
    {
        var (from, kind) = program.Numbers(node.MainInput());
        CheckAxis(node, absent: 0);
        if (new NodeAttributes(node).Int("select_last_index", 0) != 0)
        {
            throw new UnreadableGraphException("a node ArgMax takes the last of equals");
        }

        var to = program.NewSlot(Datatype.INT64, 1);
        program.Add(kind.Datatype switch
        {
            Datatype.FP32 => new RowStep<float, long>(from, kind.Width, to, 1, static (row, place) => place[0] = GreatestClass<float>.Greatest(row)),
            Datatype.FP64 => new RowStep<double, long>(from, kind.Width, to, 1, static (row, place) => place[0] = GreatestClass<double>.Greatest(row)),
            var other => throw TypedSteps.Unknown(other),
        });
        program.Set(node.Output[0], new ProgramValue(to));
    }

    /// <summary>The constant at each place.</summary>
    public static void Label(ProgramBuilder program, string name, int places, TensorProto labels)
    {
        if ((DataType)labels.DataType == DataType.String)
        {
            program.Set(name, new ProgramValue(places, [.. labels.StringData.Select(label => label.ToByteArray())]));
            return;
        }

        Label(program, name, places, [.. TensorValues.Longs(labels)]);
    }

    /// <summary>The number at each place.</summary>
    public static void Label(ProgramBuilder program, string name, int places, long[] labels)
    {
        var to = program.NewSlot(Datatype.INT64, 1);
        program.Add(new LabelStep(places, labels, to));
        program.Set(name, new ProgramValue(to));
    }

    private static void CheckAxis(NodeProto node, long absent)
    {
        if (new NodeAttributes(node).Int("axis", absent) is not (1 or -1))
        {
            throw new UnreadableGraphException($"a node {node.OpType} goes over rows");
        }
    }

    private static void Softmax<T>(ReadOnlySpan<T> row, Span<T> made)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        row.CopyTo(made);
        PostTransforms.Softmax(made, keepZeros: false);
    }
}
