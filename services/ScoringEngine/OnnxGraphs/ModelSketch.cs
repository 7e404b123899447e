namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>What a serialized model tells of its graph, and of the functions that nodes may call.</summary>
internal sealed class ModelSketch
{
    public GraphSketch Graph { get; } = new();

    public List<FunctionSketch> Functions { get; } = [];

    /// <summary>The nodes of everything, whether it is called or not.</summary>
    public IEnumerable<NodeSketch> AllNodes => Graph.AllNodes.Concat(Functions.SelectMany(function => function.Body.AllNodes));
}
