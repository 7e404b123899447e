using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Explanations;

/// <summary>
/// Exact interventional Shapley values of a sum of trees ("interventional TreeSHAP"). Source: S. M. Lundberg et al., "From local
/// explanations to global understanding with explainable AI for trees", Nature Machine Intelligence 2 (2020) 56-67; proof in
/// G. Laberge, Y. Pequignot, "Understanding Interventional TreeSHAP: How and Why it Works", arXiv:2209.15123 (2022).
/// <para>
/// A row and a row of the background are mixed: each value is taken from one or the other. Where both go the same way at a
/// node, so does every mixture; where they part, the values that the node looks at decide which of the two ways a mixture
/// goes. So a leaf is reached by exactly those mixtures that take some values from the row and some from the background,
/// and the leaf's weight is shared among these values as Shapley's formula tells. The rest do not matter at that leaf.
/// </para>
/// </summary>
internal sealed class TreeAttribution : IAttribution
{
    private readonly TreeEnsemble trees;
    private readonly int[] sources;
    private readonly double[][] background;
    private readonly ShapleyWeights weights;
    private readonly Side[] sides;
    private readonly int[] fromRow;
    private readonly int[] fromBackground;
    private int rowCount;
    private int backgroundCount;

    /// <param name="trees">The trees.</param>
    /// <param name="sources">For each column, the value that it comes from.</param>
    /// <param name="valueCount">Number of values of a row.</param>
    /// <param name="background">Rows to compare with, as the trees take them.</param>
    /// <param name="weights">For as many players as the trees are deep.</param>
    public TreeAttribution(TreeEnsemble trees, int[] sources, int valueCount, double[][] background, ShapleyWeights weights)
    {
        this.trees = trees;
        this.sources = sources;
        this.background = background;
        this.weights = weights;
        sides = new Side[valueCount];
        fromRow = new int[trees.Depth];
        fromBackground = new int[trees.Depth];
    }

    private enum Side : byte
    {
        Either,
        Row,
        Background,
    }

    public void Explain(ReadOnlySpan<double> columns, Span<double> contributions, CancellationToken cancellationToken)
    {
        foreach (var root in trees.Roots)
        {
            foreach (var other in background)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Walk(root, columns, other, contributions);
            }
        }

        foreach (ref var contribution in contributions)
        {
            contribution *= trees.Factor / background.Length;
        }
    }

    // Calls itself only where a value takes a side, so never deeper than a tree.
    private void Walk(int index, ReadOnlySpan<double> row, ReadOnlySpan<double> other, Span<double> contributions)
    {
        ref readonly var node = ref trees.Nodes[index];
        while (!node.IsLeaf)
        {
            var source = sources[node.Column];
            var ofRow = node.IsTrue(row[node.Column]) ? node.WhenTrue : node.WhenFalse;
            var ofOther = node.IsTrue(other[node.Column]) ? node.WhenTrue : node.WhenFalse;
            if (ofRow != ofOther && sides[source] == Side.Either)
            {
                sides[source] = Side.Row;
                fromRow[rowCount++] = source;
                Walk(ofRow, row, other, contributions);
                rowCount--;

                sides[source] = Side.Background;
                fromBackground[backgroundCount++] = source;
                Walk(ofOther, row, other, contributions);
                backgroundCount--;

                sides[source] = Side.Either;
                return;
            }

            node = ref trees.Nodes[sides[source] == Side.Background ? ofOther : ofRow];
        }

        Share(node, contributions);
    }

    private void Share(in TreeNode leaf, Span<double> contributions)
    {
        var forRow = rowCount > 0 ? weights.Of(rowCount, backgroundCount) : 0;
        var forBackground = backgroundCount > 0 ? weights.Of(backgroundCount, rowCount) : 0;
        foreach (var weight in trees.WeightsOf(leaf))
        {
            foreach (var source in fromRow.AsSpan(0, rowCount))
            {
                contributions[(source * trees.Scores) + weight.Score] += forRow * weight.Value;
            }

            foreach (var source in fromBackground.AsSpan(0, backgroundCount))
            {
                contributions[(source * trees.Scores) + weight.Score] -= forBackground * weight.Value;
            }
        }
    }
}
