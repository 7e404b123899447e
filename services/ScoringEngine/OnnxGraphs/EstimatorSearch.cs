using FedMl.Protos.Onnx;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>Finds the one estimator that a graph's outputs come from.</summary>
internal static class EstimatorSearch
{
    /// <exception cref="UnreadableGraphException">There is none, there are several, or an output depends on values beside it.</exception>
    public static NodeProto Find(OnnxGraph graph)
    {
        var found = graph.Outputs.Select(output => Behind(graph, output)).Where(b => b.Estimators.Count > 0).ToArray();
        NodeProto[] estimators = [.. found.SelectMany(f => f.Estimators).Distinct(ReferenceEqualityComparer.Instance).Cast<NodeProto>()];
        return estimators.Length switch
        {
            0 => throw new UnreadableGraphException("it has no tree ensemble and no linear classifier or regressor"),
            1 when found.Any(f => f.SeesInputs) => throw new UnreadableGraphException("its outputs depend on values that do not go through its trees or weights alone"),
            1 => estimators[0],
            var several => throw new UnreadableGraphException($"its outputs come from {several} tree ensembles or linear models"),
        };
    }

    // Walks from an output back to estimators, and to inputs that no estimator stands before.
    private static (HashSet<NodeProto> Estimators, bool SeesInputs) Behind(OnnxGraph graph, string output)
    {
        HashSet<NodeProto> estimators = new(ReferenceEqualityComparer.Instance);
        HashSet<string> seen = new(StringComparer.Ordinal);
        var seesInputs = false;
        var open = new Stack<string>([output]);
        while (open.TryPop(out var value))
        {
            if (!seen.Add(value))
            {
                continue;
            }

            seesInputs |= graph.Inputs.Contains(value);
            if (graph.NodeOf(value) is not { } node)
            {
                continue;
            }

            if (node.IsEstimator())
            {
                estimators.Add(node);
                continue;
            }

            // What a graph within a node looks at outside is not written down at the node.
            seesInputs |= node.Attribute.Any(a => a.G is not null || a.Graphs.Count > 0);
            foreach (var input in node.Input)
            {
                open.Push(input);
            }
        }

        return (estimators, seesInputs);
    }
}
