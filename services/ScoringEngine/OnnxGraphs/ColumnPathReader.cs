using FedMl.Protos.Onnx;
using static FedMl.Protos.Onnx.TensorProto.Types;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>
/// Follows an estimator's columns back to the inputs of the graph, through nodes that keep columns apart: <c>Scaler</c>,
/// <c>Concat</c>, <c>Cast</c>, <c>Identity</c>.
/// </summary>
internal sealed class ColumnPathReader(OnnxGraph graph, IReadOnlyList<GraphInput> inputs)
{
    private const int MaxColumns = 100_000;
    private const int MaxSteps = 64;

    /// <exception cref="UnreadableGraphException">A node on the way mixes columns or is not known, or there are too many columns.</exception>
    public IReadOnlyList<ColumnPath> Read(string value)
    {
        var (paths, kind) = Read(value, MaxSteps);
        // What is neither float nor double is compared and weighted as float.
        return kind == NumberKind.Integer ? Then(paths, ToFloat) : paths;
    }

    private (IReadOnlyList<ColumnPath> Paths, NumberKind Kind) Read(string value, int steps)
    {
        if (steps == 0)
        {
            throw new UnreadableGraphException($"there are more than {MaxSteps} nodes between its inputs and its trees or weights");
        }

        if (graph.NodeOf(value) is not { } node)
        {
            return ReadInput(value);
        }

        return node switch
        {
            _ when node.IsStandard("Identity") => Read(node.MainInput(), steps - 1),
            _ when node.IsStandard("Concat") => ReadConcat(node, steps),
            _ when node.IsStandard("Cast") => ReadCast(node, steps),
            _ when node.IsClassical("Scaler") => ReadScaler(node, steps),
            _ => throw new UnreadableGraphException($"features pass through a node {Shown(node.OpType)} before its trees or weights, and only Scaler, Concat, Cast and Identity are followed"),
        };
    }

    private (IReadOnlyList<ColumnPath> Paths, NumberKind Kind) ReadInput(string name)
    {
        var input = inputs.FirstOrDefault(i => i.Name == name && graph.Inputs.Contains(name))
            ?? throw new UnreadableGraphException("its trees or weights look at a constant");
        return input.Numbers == NumberKind.None
            ? throw new UnreadableGraphException($"the input {Shown(name)} is no matrix of numbers")
            : ([.. input.Sources.Select(source => new ColumnPath(source, value => value))], input.Numbers);
    }

    private (IReadOnlyList<ColumnPath> Paths, NumberKind Kind) ReadConcat(NodeProto node, int steps)
    {
        // A row has one dimension beside that of the rows.
        if (new NodeAttributes(node).Int("axis", 0) is not (1 or -1))
        {
            throw new UnreadableGraphException("a node Concat joins rows, not columns");
        }

        List<ColumnPath> all = [];
        var kind = NumberKind.None;
        foreach (var input in node.Input)
        {
            (var paths, kind) = Read(input, steps - 1);
            all.AddRange(paths);
            if (all.Count > MaxColumns)
            {
                throw new UnreadableGraphException($"its trees or weights look at more than {MaxColumns} columns");
            }
        }

        return (all, kind);
    }

    private (IReadOnlyList<ColumnPath> Paths, NumberKind Kind) ReadCast(NodeProto node, int steps)
    {
        var (paths, _) = Read(node.MainInput(), steps - 1);
        return (DataType)new NodeAttributes(node).Int("to", 0) switch
        {
            DataType.Float => (Then(paths, ToFloat), NumberKind.Float),
            DataType.Double => (paths, NumberKind.Double),
            _ => throw new UnreadableGraphException("a node Cast makes other numbers than floats and doubles"),
        };
    }

    private (IReadOnlyList<ColumnPath> Paths, NumberKind Kind) ReadScaler(NodeProto node, int steps)
    {
        var (paths, kind) = Read(node.MainInput(), steps - 1);
        var attributes = new NodeAttributes(node);
        var (offsets, scales) = (attributes.Floats("offset"), attributes.Floats("scale"));
        if (offsets.Count != scales.Count || (offsets.Count != 1 && offsets.Count != paths.Count))
        {
            throw new UnreadableGraphException($"a node Scaler has {offsets.Count} offsets and {scales.Count} factors for {paths.Count} columns");
        }

        return ([.. paths.Select((path, column) => path.Then(Scale(kind, offsets[column % offsets.Count], scales[column % scales.Count])))], NumberKind.Float);
    }

    // In the precision of what comes in; what goes out is float.
    private static Func<double, double> Scale(NumberKind kind, float offset, float factor) => kind == NumberKind.Double
        ? value => (float)((value - offset) * factor)
        : value => ((float)value - offset) * factor;

    private static double ToFloat(double value) => (float)value;

    private static ColumnPath[] Then(IReadOnlyList<ColumnPath> paths, Func<double, double> next) => [.. paths.Select(path => path.Then(next))];

    private static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
