using FedMl.Protos.Onnx;
using Google.Protobuf;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>The nodes of an ONNX file by the values that they give.</summary>
internal sealed class OnnxGraph
{
    private readonly Dictionary<string, NodeProto> nodeByOutput = new(StringComparer.Ordinal);
    private readonly HashSet<string> constants;

    private OnnxGraph(GraphProto graph)
    {
        constants = graph.Initializer.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        Inputs = graph.Input.Select(i => i.Name).Where(name => !constants.Contains(name)).ToHashSet(StringComparer.Ordinal);
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

    public bool IsConstant(string value) => constants.Contains(value);
}
