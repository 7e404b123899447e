using FedMl.Protos.Onnx;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>A graph whose raw scores come from one estimator, and how that one's columns come from the values of a row.</summary>
/// <param name="Estimator">What adds up the raw scores.</param>
/// <param name="Columns">Where each of its columns comes from.</param>
internal sealed record ScoredGraph(IEstimator Estimator, IReadOnlyList<ColumnPath> Columns)
{
    /// <summary>Reads a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">The inputs that it takes.</param>
    /// <param name="maxNodes">Most nodes on all ways through all trees.</param>
    /// <exception cref="UnreadableGraphException">It is none of the graphs that are read; the message says why.</exception>
    public static ScoredGraph Read(OnnxGraph graph, IReadOnlyList<GraphInput> inputs, int maxNodes)
    {
        var node = EstimatorSearch.Find(graph);
        IEstimator estimator = node.OpType switch
        {
            Operators.LinearClassifier or Operators.LinearRegressor => LinearModelReader.Read(node),
            Operators.Trees => TreeEnsembleV5Reader.Read(node, maxNodes),
            _ => TreeEnsembleReader.Read(node, maxNodes),
        };
        var columns = new ColumnPathReader(graph, inputs).Read(node.MainInput());
        return columns.Count >= estimator.Columns
            ? new ScoredGraph(estimator, columns)
            : throw new UnreadableGraphException($"its trees or weights look at column {estimator.Columns - 1}, and a row has {columns.Count} columns");
    }
}
