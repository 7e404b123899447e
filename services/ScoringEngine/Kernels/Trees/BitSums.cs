using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Runtime.Intrinsics;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>Adds what the leaves add that the rows of a block come to.</summary>
internal static class BitSums
{
    /// <param name="trees">The trees as bits.</param>
    /// <param name="flat">The same trees.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="word0">Leaves left to each row.</param>
    /// <param name="word1">The same of the second word, where there is one.</param>
    /// <param name="sums">Rows of a block × scores.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(BitTrees trees, FlatTrees<float> flat, int tree, Vector512<uint> word0, Vector512<uint> word1, Span<float> sums)
    {
        if (Avx512F.IsSupported && Avx512CD.IsSupported && flat.Scores == 1)
        {
            AddWide(trees, tree, word0, word1, sums);
            return;
        }

        var first = tree * trees.Words * BitTrees.WordLeaves;
        for (var row = 0; row < RowBlock.Rows; row++)
        {
            var leaf = BitOperations.LeadingZeroCount(((ulong)word0[row] << BitTrees.WordLeaves) | word1[row]);
            flat.Add(trees.Leaves[first + leaf], sums.Slice(row * flat.Scores, flat.Scores));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddWide(BitTrees trees, int tree, Vector512<uint> word0, Vector512<uint> word1, Span<float> sums)
    {
        var values = trees.Values.AsSpan(tree * trees.Words * BitTrees.WordLeaves, trees.Words * BitTrees.WordLeaves);
        var leaf = Avx512CD.LeadingZeroCount(word0);
        var added = Pick(values, leaf);
        if (trees.Words > 1)
        {
            var isSecond = Vector512.Equals(word0, Vector512<uint>.Zero);
            added = Vector512.ConditionalSelect(isSecond.AsSingle(), Pick(values[BitTrees.WordLeaves..], Avx512CD.LeadingZeroCount(word1)), added);
        }

        ref var sum = ref MemoryMarshal.GetReference(sums[..RowBlock.Rows]);
        (Vector512.LoadUnsafe(ref sum) + added).StoreUnsafe(ref sum);
    }

    // A table of 32 in two registers; of an index only the lowest five bits count.
    private static Vector512<float> Pick(ReadOnlySpan<float> values, Vector512<uint> index) =>
        Avx512F.PermuteVar16x32x2(Vector512.Create(values[..16]), index.AsInt32(), Vector512.Create(values.Slice(16, 16)));
}
