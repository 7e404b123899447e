using System.Numerics;
using System.Runtime.CompilerServices;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>Lets walkers go through eight trees at a time.</summary>
internal sealed class WalkedRow<T>(FlatTrees<T> trees) : IRowSums<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sum(ReadOnlySpan<T> row, bool plain, Span<T> sums, KernelMemory<T> memory)
    {
        var block = memory.Blocks(row.Length * RowBlock.Rows);
        RowBlock.Fill(row, row.Length, block);
        var leaves = memory.Leaves(trees.Roots.Length);
        trees.Roots.AsSpan().CopyTo(leaves);
        for (var tree = 0; tree < trees.Count; tree += TreeWalk.Walkers)
        {
            var walkers = leaves.Slice(tree, TreeWalk.Walkers);
            var steps = trees.GroupSteps[tree / TreeWalk.Walkers];
            if (plain)
            {
                TreeWalk.ToLeaves<T, OrderRule, FirstRow>(trees.Nodes, block, walkers, steps);
            }
            else
            {
                TreeWalk.ToLeaves<T, EveryRule, FirstRow>(trees.FlaggedNodes, block, walkers, steps);
            }
        }

        sums.Clear();
        foreach (var leaf in leaves[..trees.Count])
        {
            trees.Add((int)(leaf / FlatNode<T>.SizeBytes), sums, 1);
        }
    }
}
