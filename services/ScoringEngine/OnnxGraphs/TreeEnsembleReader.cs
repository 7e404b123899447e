using FedMl.Protos.Onnx;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>Reads <c>TreeEnsembleClassifier</c> and <c>TreeEnsembleRegressor</c>, as ONNX Runtime reads them.</summary>
internal static class TreeEnsembleReader
{
    /// <param name="node">The node.</param>
    /// <param name="maxNodes">Most nodes on all ways through all trees.</param>
    /// <exception cref="UnreadableGraphException">It is broken, too large, or its trees do not add up.</exception>
    public static TreeEnsemble Read(NodeProto node, int maxNodes)
    {
        var attributes = new NodeAttributes(node);
        if (attributes.Ints("nodes_treeids").Count > maxNodes)
        {
            throw TreeShape.TooManyNodes(maxNodes);
        }

        var (leaves, classes) = node.IsClassical(Operators.TreeClassifier) ? LeafList.OfClasses(attributes) : (LeafList.OfTargets(attributes), []);
        var list = new NodeList(attributes);
        var weights = leaves.Place(list);
        return new TreeEnsemble
        {
            Nodes = list.Nodes,
            Roots = list.Roots,
            Weights = weights,
            BaseValues = BaseValuesOf(attributes, leaves),
            Factor = FactorOf(attributes, list.Roots.Length),
            Columns = list.Nodes.Max(n => n.Column) + 1,
            Classes = classes,
            Depth = TreeShape.Check(list.Nodes, list.Roots, maxNodes),
        };
    }

    private static double[] BaseValuesOf(NodeAttributes attributes, LeafList leaves)
    {
        double[] values = [.. attributes.Numbers("base_values")];
        return values.Length == 0 ? new double[leaves.Scores]
            : values.Length == leaves.Scores && leaves.AddsBaseValues && values.All(double.IsFinite) ? values
            : throw new UnreadableGraphException($"its {values.Length} base values are not simply one for each raw score");
    }

    private static double FactorOf(NodeAttributes attributes, int trees) => attributes.Text("aggregate_function", "SUM") switch
    {
        "SUM" => 1,
        "AVERAGE" => 1.0 / trees,
        var other => throw new UnreadableGraphException($"the trees are aggregated by {other}, which is no sum"),
    };
}
