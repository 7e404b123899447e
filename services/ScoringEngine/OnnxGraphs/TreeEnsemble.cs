namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>
/// A sum of trees. Nodes can be shared between ways (exporters write sets of categories so), but no way leads in a circle.
/// </summary>
internal sealed class TreeEnsemble : IEstimator
{
    /// <summary>All nodes of all trees.</summary>
    public required TreeNode[] Nodes { get; init; }

    /// <summary>Index of the first node of each tree.</summary>
    public required int[] Roots { get; init; }

    /// <summary>Weights of all leaves, each leaf's together.</summary>
    public required LeafWeight[] Weights { get; init; }

    /// <summary>What a row has before any tree; one a score.</summary>
    public required double[] BaseValues { get; init; }

    /// <summary>What the sum of the trees is multiplied with: 1, or one a tree's share where they are averaged.</summary>
    public required double Factor { get; init; }

    public required int Columns { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Most nodes on one way from a root to a leaf.</summary>
    public required int Depth { get; init; }

    public int Scores => BaseValues.Length;

    public void Score(ReadOnlySpan<double> columns, Span<double> scores)
    {
        scores.Clear();
        foreach (var root in Roots)
        {
            ref readonly var node = ref Nodes[root];
            while (!node.IsLeaf)
            {
                node = ref Nodes[node.IsTrue(columns[node.Column]) ? node.WhenTrue : node.WhenFalse];
            }

            foreach (var weight in WeightsOf(node))
            {
                scores[weight.Score] += weight.Value;
            }
        }

        for (var score = 0; score < scores.Length; score++)
        {
            scores[score] = BaseValues[score] + (Factor * scores[score]);
        }
    }

    public ReadOnlySpan<LeafWeight> WeightsOf(in TreeNode leaf) => Weights.AsSpan(leaf.WhenTrue..leaf.WhenFalse);
}
