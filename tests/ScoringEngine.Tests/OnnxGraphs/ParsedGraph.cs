using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Tests.OnnxGraphs;

/// <summary>Reads a graph of its bytes.</summary>
internal static class ParsedGraph
{
    public static ScoredGraph Read(byte[] graph, IReadOnlyList<GraphInput> inputs, int maxNodes) => ScoredGraph.Read(OnnxGraph.Parse(graph), inputs, maxNodes);
}
