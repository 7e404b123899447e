using System.Numerics;
using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>An ensemble as flat arrays, in the precision in which ONNX Runtime computes it.</summary>
internal sealed class FlatTrees<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The nodes, tree after tree, without flags.</summary>
    public required FlatNode<T>[] Nodes { get; init; }

    /// <summary>The same nodes with their flags.</summary>
    public required FlatNode<T>[] FlaggedNodes { get; init; }

    /// <summary>Place of the node that each tree begins with, bytes; filled up with leaves to a multiple of <see cref="TreeWalk.Walkers"/>.</summary>
    public required uint[] Roots { get; init; }

    /// <summary>Steps from each root to its farthest leaf.</summary>
    public required int[] Steps { get; init; }

    /// <summary>Steps after which walkers in eight trees are all at their leaves.</summary>
    public required int[] GroupSteps { get; init; }

    /// <summary>Number of trees.</summary>
    public required int Count { get; init; }

    /// <summary>Raw scores of a row.</summary>
    public required int Scores { get; init; }

    /// <summary>Columns that a row has at least.</summary>
    public required int Columns { get; init; }

    /// <summary>True where every node compares order, none equality.</summary>
    public required bool IsOrdered { get; init; }

    /// <summary>Nodes × scores: what each node adds, nothing being zero; empty where <see cref="Weights"/> say it.</summary>
    public required T[] Values { get; init; }

    /// <summary>Of each node where its weights begin, one more for the end; empty where <see cref="Values"/> say it.</summary>
    public required int[] FirstWeights { get; init; }

    /// <summary>The score that each weight is for.</summary>
    public required int[] WeightScores { get; init; }

    /// <summary>The weights.</summary>
    public required T[] Weights { get; init; }

    /// <summary>What is added behind the trees; one a score.</summary>
    public required T[] BaseValues { get; init; }

    /// <summary>What the sum of the trees is divided by: their number where they are averaged, else 1.</summary>
    public required T Divisor { get; init; }

    /// <summary>Adds what a leaf adds.</summary>
    /// <param name="leaf">Its index among the nodes.</param>
    /// <param name="sums">One a score.</param>
    /// <param name="stride">From one of them to the next.</param>
    public void Add(int leaf, Span<T> sums, int stride)
    {
        if (Values.Length > 0)
        {
            for (var (value, sum) = (leaf * Scores, 0); value < (leaf + 1) * Scores; value++, sum += stride)
            {
                sums[sum] += Values[value];
            }

            return;
        }

        for (var weight = FirstWeights[leaf]; weight < FirstWeights[leaf + 1]; weight++)
        {
            sums[WeightScores[weight] * stride] += Weights[weight];
        }
    }

    /// <exception cref="UnreadableGraphException">It compares with something that has no order.</exception>
    public static FlatTrees<T> Of(TreeEnsemble ensemble) => new FlatTreesBuilder<T>(ensemble).Build();
}
