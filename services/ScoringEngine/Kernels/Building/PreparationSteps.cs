using FedMl.Protos.Onnx;
using FedMl.ScoringEngine.Kernels.Steps;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Kernels.Building;

/// <summary>Nodes that prepare columns: <c>Scaler</c>, <c>Imputer</c>, <c>Normalizer</c>.</summary>
internal static class PreparationSteps
{
    /// <summary>In the precision of what comes in; what goes out is float.</summary>
    public static void Scale(ProgramBuilder program, NodeProto node)
    {
        var (from, kind) = program.Numbers(node.MainInput());
        var attributes = new NodeAttributes(node);
        float[] offsets = [.. attributes.Floats("offset")];
        float[] scales = [.. attributes.Floats("scale")];
        if (offsets.Length != scales.Length || (offsets.Length != 1 && offsets.Length != kind.Width))
        {
            throw new UnreadableGraphException($"a node Scaler has {offsets.Length} offsets and {scales.Length} factors for {kind.Width} columns");
        }

        var count = offsets.Length;
        var to = program.NewSlot(Datatype.FP32, kind.Width);
        program.Add(kind.Datatype switch
        {
            Datatype.FP32 => new EachStep<float, float>(from, to, kind.Width, (x, column) => (x - offsets[column % count]) * scales[column % count]),
            Datatype.FP64 => new EachStep<double, float>(from, to, kind.Width, (x, column) => (float)((x - offsets[column % count]) * scales[column % count])),
            Datatype.INT64 => new EachStep<long, float>(from, to, kind.Width, (x, column) => (x - offsets[column % count]) * scales[column % count]),
            var other => throw TypedSteps.Unknown(other),
        });
        program.Set(node.Output[0], new ProgramValue(to));
    }

    public static void Impute(ProgramBuilder program, NodeProto node)
    {
        var (from, kind) = program.Numbers(node.MainInput());
        var attributes = new NodeAttributes(node);
        float[] values = [.. attributes.Floats("imputed_value_floats")];
        var replaced = attributes.Float("replaced_value_float", 0);
        if (kind.Datatype != Datatype.FP32 || (values.Length != 1 && values.Length != kind.Width))
        {
            throw new UnreadableGraphException($"a node Imputer has {values.Length} values for {kind.Width} columns of {kind.Datatype.Name()}");
        }

        var to = program.NewSlot(Datatype.FP32, kind.Width);
        program.Add(new EachStep<float, float>(from, to, kind.Width, (x, column) => x == replaced || (float.IsNaN(x) && float.IsNaN(replaced)) ? values[column % values.Length] : x));
        program.Set(node.Output[0], new ProgramValue(to));
    }

    public static void Normalize(ProgramBuilder program, NodeProto node)
    {
        var (from, kind) = program.Numbers(node.MainInput());
        RowMaker<float, float> make = new NodeAttributes(node).Text("norm", "MAX") switch
        {
            "MAX" => static (row, made) => Divide(row, made, Greatest(row)),
            "L1" => static (row, made) => Divide(row, made, SumOfMagnitudes(row)),
            "L2" => static (row, made) => Divide(row, made, MathF.Sqrt(SumOfSquares(row))),
            _ => throw new UnreadableGraphException("a node Normalizer has an unknown norm"),
        };
        if (kind.Datatype != Datatype.FP32)
        {
            throw TypedSteps.Unknown(kind.Datatype);
        }

        var to = program.NewSlot(Datatype.FP32, kind.Width);
        program.Add(new RowStep<float, float>(from, kind.Width, to, kind.Width, make));
        program.Set(node.Output[0], new ProgramValue(to));
    }

    private static void Divide(ReadOnlySpan<float> row, Span<float> made, float by)
    {
        for (var i = 0; i < row.Length; i++)
        {
            made[i] = by == 0 ? row[i] : row[i] / by;
        }
    }

    private static float Greatest(ReadOnlySpan<float> row)
    {
        var greatest = float.MinValue;
        foreach (var value in row)
        {
            greatest = value > greatest ? value : greatest;
        }

        return greatest;
    }

    private static float SumOfMagnitudes(ReadOnlySpan<float> row)
    {
        var sum = 0f;
        foreach (var value in row)
        {
            sum += MathF.Abs(value);
        }

        return sum;
    }

    private static float SumOfSquares(ReadOnlySpan<float> row)
    {
        var sum = 0f;
        foreach (var value in row)
        {
            sum += value * value;
        }

        return sum;
    }
}
