namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>What a serialized graph tells of its tensors and nodes, without its weights.</summary>
internal sealed class GraphSketch
{
    /// <summary>Element types of tensors by name, as far as the graph tells them: of its inputs, mostly.</summary>
    public Dictionary<string, int> Types { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ConstantSketch> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>In the order of the graph: each after those whose outputs it takes.</summary>
    public List<NodeSketch> Nodes { get; } = [];

    /// <summary>Its nodes and those of the graphs in them.</summary>
    public IEnumerable<NodeSketch> AllNodes => Nodes.SelectMany(node => node.Graphs.SelectMany(graph => graph.AllNodes).Prepend(node));
}

/// <summary>One node.</summary>
internal sealed class NodeSketch
{
    public string Operator { get; set; } = "";

    public string Domain { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>Element type that a Cast makes; 0: none is told.</summary>
    public int CastTo { get; set; }

    /// <summary>What a Constant holds.</summary>
    public ConstantSketch? Constant { get; set; }

    /// <summary>Whether it has a single class label that is a text.</summary>
    public bool HasOneTextLabel { get; set; }

    /// <summary>Branches and bodies.</summary>
    public List<GraphSketch> Graphs { get; } = [];
}

/// <summary>What is to be known of a constant tensor.</summary>
/// <param name="Type">Element type.</param>
/// <param name="MayHoldMinusOne">Whether an integer of it is, or may be, -1.</param>
/// <param name="MayHoldLeast">Whether an integer of it is, or may be, the least that its type holds.</param>
internal readonly record struct ConstantSketch(int Type, bool MayHoldMinusOne, bool MayHoldLeast)
{
    public const int Int32 = 6;
    public const int Int64 = 7;

    public static ConstantSketch Of(int type, IEnumerable<long> values)
    {
        var (minusOne, least) = (false, false);
        foreach (var value in values)
        {
            minusOne |= value == -1;
            least |= value == (type == Int32 ? int.MinValue : long.MinValue);
        }

        return new ConstantSketch(type, minusOne, least);
    }
}
