namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>What a serialized model tells of its graph, and of the functions that nodes may call.</summary>
internal sealed class ModelSketch
{
    /// <summary>Version of the file format.</summary>
    public long IrVersion { get; set; }

    /// <summary>The operator sets that it names, in the order of the file.</summary>
    public List<OperatorSetSketch> OperatorSets { get; } = [];

    public GraphSketch Graph { get; } = new();

    public List<FunctionSketch> Functions { get; } = [];

    /// <summary>The nodes of everything, whether it is called or not.</summary>
    public IEnumerable<NodeSketch> AllNodes => Graph.AllNodes.Concat(Functions.SelectMany(function => function.Body.AllNodes));
}

/// <summary>The version of a domain's operators that a graph is written in.</summary>
/// <param name="Domain">The domain; empty: the standard operators.</param>
/// <param name="Version">Its version.</param>
internal sealed record OperatorSetSketch(string Domain, long Version);
