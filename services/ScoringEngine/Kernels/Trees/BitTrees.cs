using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>
/// Small trees as bits, one a leaf, the first leaf the highest: a node whose value goes to the second child clears the
/// leaves below the first, and the highest bit that is left is the leaf that the row comes to. Nodes are looked at one
/// after the other, in whatever order, for many rows at a time. (QuickScorer: Lucchese et al., SIGIR 2015, and with
/// vectors SIGIR 2016.)
/// </summary>
internal sealed class BitTrees
{
    /// <summary>Leaves of one word.</summary>
    public const int WordLeaves = 32;

    /// <summary>Words of a tree at most.</summary>
    public const int MaxWords = 2;

    /// <summary>What each node's column is compared with.</summary>
    public required float[] Thresholds { get; init; }

    /// <summary>Place of each node's column in a <see cref="RowBlock"/>, elements.</summary>
    public required int[] Places { get; init; }

    /// <summary>The leaves of the word that each node leaves to what goes to its second child.</summary>
    public required uint[] Keeps { get; init; }

    /// <summary>The nodes that concern each word of each tree.</summary>
    public required BitRange[] Ranges { get; init; }

    /// <summary>Words of each tree.</summary>
    public required int Words { get; init; }

    /// <summary>Index of each leaf among the flat nodes; <see cref="WordLeaves"/> for each word.</summary>
    public required int[] Leaves { get; init; }

    /// <summary>What the leaves of each tree add to each score; empty where the flat trees have weights.</summary>
    public required float[] Values { get; init; }

    /// <summary>The trees as bits; null: they have too many leaves, or do not compare order.</summary>
    public static BitTrees? Of(FlatTrees<float> trees) => trees.IsOrdered ? new BitTreesBuilder(trees).Build() : null;
}

/// <summary>Nodes of one word: up to the middle a NaN stays with the first child, from there on it goes to the second.</summary>
internal readonly record struct BitRange(int Start, int Middle, int End);
