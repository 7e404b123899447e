using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>
/// Eight walkers go from roots to leaves in step, without branches: while one waits for memory the others go on. The
/// idea of interleaving is that of "Runtime Optimizations for Tree-based Machine Learning Models" (Asadi, Lin, de Vries,
/// TKDE 2014), VPred.
/// </summary>
internal static class TreeWalk
{
    /// <summary>Walkers of one walk.</summary>
    public const int Walkers = 8;

    // Few trees are so flat that a look sooner would pay.
    private const int StepsBetweenLooks = 4;

    /// <param name="nodes">The nodes.</param>
    /// <param name="block">A block of rows, from the first walker's on, that has every column that a node looks at.</param>
    /// <param name="walkers">Eight places among the nodes to start from, bytes; takes those of the leaves that they come to.</param>
    /// <param name="steps">Steps after which all are there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToLeaves<T, TRule, TRows>(ReadOnlySpan<FlatNode<T>> nodes, ReadOnlySpan<T> block, Span<uint> walkers, int steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : ISplitRule
        where TRows : IWalkerRows
    {
        // Without bounds checks. FlatTreesBuilder makes every Next, and the node after it, a place in the nodes, and
        // every Place one of the columns that TreeKernel gives the block; walkers start at its roots.
        ref var n = ref MemoryMarshal.GetReference(nodes);
        ref var b = ref MemoryMarshal.GetReference(block);
        var (w0, w1, w2, w3) = (walkers[0], walkers[1], walkers[2], walkers[3]);
        var (w4, w5, w6, w7) = (walkers[4], walkers[5], walkers[6], walkers[7]);
        while (true)
        {
            for (var left = Math.Min(steps, StepsBetweenLooks); left > 0; left--)
            {
                w0 = Step<T, TRule>(ref n, ref b, w0, TRows.RowOf(0));
                w1 = Step<T, TRule>(ref n, ref b, w1, TRows.RowOf(1));
                w2 = Step<T, TRule>(ref n, ref b, w2, TRows.RowOf(2));
                w3 = Step<T, TRule>(ref n, ref b, w3, TRows.RowOf(3));
                w4 = Step<T, TRule>(ref n, ref b, w4, TRows.RowOf(4));
                w5 = Step<T, TRule>(ref n, ref b, w5, TRows.RowOf(5));
                w6 = Step<T, TRule>(ref n, ref b, w6, TRows.RowOf(6));
                w7 = Step<T, TRule>(ref n, ref b, w7, TRows.RowOf(7));
            }

            steps -= StepsBetweenLooks;
            if (steps <= 0
                || (Rests(ref n, w0) & Rests(ref n, w1) & Rests(ref n, w2) & Rests(ref n, w3)
                & Rests(ref n, w4) & Rests(ref n, w5) & Rests(ref n, w6) & Rests(ref n, w7)))
            {
                break;
            }
        }

        (walkers[0], walkers[1], walkers[2], walkers[3]) = (w0, w1, w2, w3);
        (walkers[4], walkers[5], walkers[6], walkers[7]) = (w4, w5, w6, w7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Step<T, TRule>(ref FlatNode<T> nodes, ref T block, uint walker, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : ISplitRule
    {
        ref var node = ref Unsafe.AddByteOffset(ref nodes, walker);
        var value = Unsafe.Add(ref Unsafe.AddByteOffset(ref block, TRule.PlaceOf(node)), row);
        return node.Next + (uint)(TRule.Child(value, node) * FlatNode<T>.SizeBytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Rests<T>(ref FlatNode<T> nodes, uint walker)
        where T : unmanaged => Unsafe.AddByteOffset(ref nodes, walker).Next == walker;
}
