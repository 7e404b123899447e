using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>Clears the leaves that rows do not come to, sixteen rows or four times as many at a time.</summary>
internal sealed class MaskedSums(FlatTrees<float> trees, BitTrees bits) : IBlockSums<float>
{
    private const int Abreast = 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sum(ReadOnlySpan<float> blocks, int blockCount, int rows, bool plain, Span<float> sums)
    {
        var length = blocks.Length / blockCount;
        for (var tree = 0; tree < trees.Count; tree++)
        {
            var block = 0;
            for (; block + Abreast <= blockCount; block += Abreast)
            {
                SumAbreast(tree, blocks.Slice(block * length, Abreast * length), SumsOf(sums, block, Abreast));
            }

            for (; block < blockCount; block++)
            {
                SumOne(tree, blocks.Slice(block * length, length), SumsOf(sums, block, 1));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumOne(int tree, ReadOnlySpan<float> block, Span<float> sums)
    {
        var first = tree * bits.Words;
        var word0 = BitWalk.Leaves(bits, bits.Ranges[first], block);
        var word1 = bits.Words > 1 ? BitWalk.Leaves(bits, bits.Ranges[first + 1], block) : default;
        BitSums.Add(bits, trees, tree, word0, word1, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumAbreast(int tree, ReadOnlySpan<float> blocks, Span<float> sums)
    {
        Span<Vector512<uint>> words = stackalloc Vector512<uint>[Abreast * BitTrees.MaxWords];
        words.Clear();
        for (var word = 0; word < bits.Words; word++)
        {
            BitWalk.Leaves(bits, bits.Ranges[(tree * bits.Words) + word], blocks, words.Slice(word * Abreast, Abreast));
        }

        for (var block = 0; block < Abreast; block++)
        {
            BitSums.Add(bits, trees, tree, words[block], words[Abreast + block], SumsOf(sums, block, 1));
        }
    }

    private Span<float> SumsOf(Span<float> sums, int block, int count) => sums.Slice(block * RowBlock.Rows * trees.Scores, count * RowBlock.Rows * trees.Scores);
}
