namespace FedMl.ScoringEngine.Loading;

/// <summary>Bytes of an artifact by what ONNX Runtime makes of them.</summary>
/// <param name="Weights">Constant tensors: each becomes one block of the same size.</param>
/// <param name="Nodes">All else, such as the nodes of trees, which lie packed in the file and become objects.</param>
internal sealed record GraphBytes(long Weights, long Nodes)
{
    // Measured with ONNX Runtime 1.31: while a session is made, weights are there twice (parsed and copied), and the
    // nodes of a tree ensemble take 16 times what they take in the file. Of these, 1 and 6 times stay.
    private const int WeightFactor = 2;
    private const int NodeFactor = 16;
    private const long Least = 1024 * 1024;

    public long FileBytes => Weights + Nodes;

    /// <summary>Memory that the making of one session takes at most, bytes.</summary>
    public long SessionBytes => Least + (WeightFactor * Weights) + (NodeFactor * Nodes);

    /// <param name="graph">The serialized model.</param>
    /// <param name="externalBytes">Bytes of files beside it, which may hold weights.</param>
    public static GraphBytes Of(Stream graph, long externalBytes)
    {
        var weights = WeightReader.Read(graph);
        return new GraphBytes(weights + externalBytes, graph.Length - weights);
    }
}
