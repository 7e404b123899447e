using FedMl.Protos.Onnx;
using Google.Protobuf;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>The nodes of an ONNX file by the values that they give.</summary>
internal sealed class OnnxGraph
{
    private readonly Dictionary<string, NodeProto> nodeByOutput = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> constants;

    private OnnxGraph(GraphProto graph)
    {
        constants = graph.Initializer.DistinctBy(i => i.Name).ToDictionary(i => i.Name, StringComparer.Ordinal);
        Inputs = graph.Input.Select(i => i.Name).Where(name => !constants.ContainsKey(name)).ToHashSet(StringComparer.Ordinal);
        Nodes = graph.Node;
        Outputs = [.. graph.Output.Select(o => o.Name)];
        foreach (var node in graph.Node)
        {
            foreach (var output in node.Output)
            {
                nodeByOutput[output] = node;
            }
        }
    }

    /// <summary>Names of what a caller sends.</summary>
    public IReadOnlySet<string> Inputs { get; }

    /// <summary>All nodes, each behind those whose outputs it takes.</summary>
    public IReadOnlyList<NodeProto> Nodes { get; }

    /// <summary>Names of what a caller gets.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <exception cref="UnreadableGraphException">The bytes are no ONNX file, or nested too deep.</exception>
    public static OnnxGraph Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new OnnxGraph(ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes).Graph ?? new GraphProto());
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new UnreadableGraphException("the file cannot be read as ONNX", exception);
        }
    }

    /// <summary>The node that gives a value; null: an input or a constant.</summary>
    public NodeProto? NodeOf(string value) => nodeByOutput.GetValueOrDefault(value);

    /// <summary>A constant, of the graph or of a node <c>Constant</c>; null: it is none.</summary>
    public TensorProto? ConstantOf(string value) => constants.GetValueOrDefault(value)
        ?? (NodeOf(value) is { } node && node.IsStandard("Constant") ? node.Attribute.FirstOrDefault(a => a.Name == "value")?.T : null);
}
