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
    /// <param name="sums">Scores × rows of a block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(BitTrees trees, FlatTrees<float> flat, int tree, Vector512<uint> word0, Vector512<uint> word1, Span<float> sums)
    {
        if (Avx512F.IsSupported && Avx512CD.IsSupported && trees.Values.Length > 0)
        {
            AddWide(trees, flat.Scores, tree, word0, word1, sums);
            return;
        }

        var first = tree * trees.Words * BitTrees.WordLeaves;
        for (var row = 0; row < RowBlock.Rows; row++)
        {
            var leaf = BitOperations.LeadingZeroCount(((ulong)word0[row] << BitTrees.WordLeaves) | word1[row]);
            flat.Add(trees.Leaves[first + leaf], sums[row..], RowBlock.Rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddWide(BitTrees trees, int scores, int tree, Vector512<uint> word0, Vector512<uint> word1, Span<float> sums)
    {
        var leaves = trees.Words * BitTrees.WordLeaves;
        var (leaf0, leaf1) = (Avx512CD.LeadingZeroCount(word0), Avx512CD.LeadingZeroCount(word1));
        var isSecond = Vector512.Equals(word0, Vector512<uint>.Zero).AsSingle();
        for (var score = 0; score < scores; score++)
        {
            var values = trees.Values.AsSpan(((tree * scores) + score) * leaves, leaves);
            var added = Pick(values, leaf0);
            if (trees.Words > 1)
            {
                added = Vector512.ConditionalSelect(isSecond, Pick(values[BitTrees.WordLeaves..], leaf1), added);
            }

            ref var sum = ref MemoryMarshal.GetReference(sums.Slice(score * RowBlock.Rows, RowBlock.Rows));
            (Vector512.LoadUnsafe(ref sum) + added).StoreUnsafe(ref sum);
        }
    }

    // A table of 32 in two registers; of an index only the lowest five bits count.
    private static Vector512<float> Pick(ReadOnlySpan<float> values, Vector512<uint> index) =>
        Avx512F.PermuteVar16x32x2(Vector512.Create(values[..16]), index.AsInt32(), Vector512.Create(values.Slice(16, 16)));
}
