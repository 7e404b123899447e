using System.Numerics;
using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>A node's comparison as one that asks whether a value is greater than the threshold.</summary>
/// <param name="First">Where it goes that is not greater.</param>
/// <param name="Second">Where it goes that is.</param>
/// <param name="Threshold">The threshold.</param>
/// <param name="Flags">Of <see cref="FlatNode{T}"/>.</param>
internal readonly record struct FlatSplit<T>(int First, int Second, T Threshold, uint Flags)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <exception cref="UnreadableGraphException">The threshold has no number before it.</exception>
    public static FlatSplit<T> Of(in TreeNode node)
    {
        var threshold = T.CreateSaturating(node.Threshold);
        if (T.IsNaN(threshold))
        {
            throw new UnreadableGraphException("a node compares with no number");
        }

        // Where the comparison holds for what is greater, the children change places.
        var missingIsSecondWhenHeld = node.MissingIsTrue ? FlatNode<T>.MissingIsSecond : 0;
        var missingIsSecondElse = node.MissingIsTrue ? 0 : FlatNode<T>.MissingIsSecond;
        return node.Split switch
        {
            Split.LessOrEqual => new(node.WhenTrue, node.WhenFalse, threshold, missingIsSecondElse),
            Split.Less => new(node.WhenTrue, node.WhenFalse, Before(threshold), missingIsSecondElse),
            Split.Greater => new(node.WhenFalse, node.WhenTrue, threshold, missingIsSecondWhenHeld),
            Split.GreaterOrEqual => new(node.WhenFalse, node.WhenTrue, Before(threshold), missingIsSecondWhenHeld),
            Split.Equal => new(node.WhenTrue, node.WhenFalse, threshold, FlatNode<T>.TestsEquality | missingIsSecondElse),
            // A NaN differs from everything.
            Split.NotEqual => new(node.WhenFalse, node.WhenTrue, threshold, FlatNode<T>.TestsEquality | FlatNode<T>.MissingIsSecond),
            _ => throw new UnreadableGraphException("a node's mode is unknown"),
        };
    }

    private static T Before(T threshold) => T.IsNegativeInfinity(threshold)
        ? throw new UnreadableGraphException("a node compares with what is less than every number")
        : T.BitDecrement(threshold);
}
