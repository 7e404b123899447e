using System.Numerics;
using System.Runtime.CompilerServices;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>Lets walkers go through the trees, eight rows at a time.</summary>
internal sealed class WalkedSums<T>(FlatTrees<T> trees) : IBlockSums<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Sum(ReadOnlySpan<T> blocks, int blockCount, int rows, bool plain, Span<T> sums)
    {
        if (plain)
        {
            Sum<OrderRule>(trees.Nodes, blocks, blocks.Length / blockCount, rows, sums);
        }
        else
        {
            Sum<EveryRule>(trees.FlaggedNodes, blocks, blocks.Length / blockCount, rows, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum<TRule>(ReadOnlySpan<FlatNode<T>> nodes, ReadOnlySpan<T> blocks, int blockLength, int rows, Span<T> sums)
        where TRule : ISplitRule
    {
        Span<uint> walkers = stackalloc uint[TreeWalk.Walkers];
        for (var tree = 0; tree < trees.Count; tree++)
        {
            for (var row = 0; row < rows; row += TreeWalk.Walkers)
            {
                walkers.Fill(trees.Roots[tree]);
                TreeWalk.ToLeaves<T, TRule, OwnRows>(nodes, blocks[((row / RowBlock.Rows * blockLength) + (row % RowBlock.Rows))..], walkers, trees.Steps[tree]);
                Add(walkers, sums[((row / RowBlock.Rows * RowBlock.Rows * trees.Scores) + (row % RowBlock.Rows))..]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<uint> leaves, Span<T> sums)
    {
        for (var row = 0; row < leaves.Length; row++)
        {
            trees.Add((int)(leaves[row] / FlatNode<T>.SizeBytes), sums[row..], RowBlock.Rows);
        }
    }
}
