using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Runtime.Intrinsics;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>
/// Clears the leaves that a row does not come to, in sixteen trees at a time. The row lies in registers, from which each
/// node takes its column.
/// </summary>
internal sealed class MaskedRow(FlatTrees<float> trees, AbreastTrees abreast) : IRowSums<float>
{
    private const int Lanes = AbreastTrees.Trees;

    private readonly WalkedRow<float> walked = new(trees);

    /// <summary>True where this processor and these trees allow it.</summary>
    public static bool Takes(FlatTrees<float> trees) => Avx512F.IsSupported && trees.Columns <= MaxColumns;

    // Four registers.
    private const int MaxColumns = 4 * Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sum(ReadOnlySpan<float> row, bool plain, Span<float> sums, KernelMemory<float> memory)
    {
        if (!plain)
        {
            walked.Sum(row, plain, sums, memory);
            return;
        }

        Span<float> columns = stackalloc float[MaxColumns];
        columns.Clear();
        row[..Math.Min(row.Length, MaxColumns)].CopyTo(columns);
        sums.Clear();
        var words = abreast.Bits.Words;
        Span<uint> left = stackalloc uint[BitTrees.MaxWords * Lanes];
        left.Clear();
        for (var tree = 0; tree < trees.Count; tree += Lanes)
        {
            for (var word = 0; word < words; word++)
            {
                Leaves((tree / Lanes * words) + word, columns).CopyTo(left[(word * Lanes)..]);
            }

            Add(tree, left, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector512<uint> Leaves(int word, ReadOnlySpan<float> columns)
    {
        // Without bounds checks: AbreastTrees makes Starts end with the length of the lists, and whole lanes of them.
        var (start, end) = (abreast.Starts[word], abreast.Starts[word + 1]);
        ref var thresholds = ref MemoryMarshal.GetArrayDataReference(abreast.Thresholds);
        ref var places = ref MemoryMarshal.GetArrayDataReference(abreast.Columns);
        ref var keeps = ref MemoryMarshal.GetArrayDataReference(abreast.Keeps);
        var (c0, c1) = (Vector512.Create(columns[..Lanes]), Vector512.Create(columns.Slice(Lanes, Lanes)));
        var bits = Vector512<uint>.AllBitsSet;
        if (trees.Columns <= 2 * Lanes)
        {
            for (var i = (nuint)start; i < (nuint)end; i += Lanes)
            {
                var value = Avx512F.PermuteVar16x32x2(c0, Vector512.LoadUnsafe(ref places, i), c1);
                var second = Vector512.GreaterThan(value, Vector512.LoadUnsafe(ref thresholds, i)).AsUInt32();
                bits = Vector512.ConditionalSelect(second, bits & Vector512.LoadUnsafe(ref keeps, i), bits);
            }

            return bits;
        }

        var (c2, c3) = (Vector512.Create(columns.Slice(2 * Lanes, Lanes)), Vector512.Create(columns.Slice(3 * Lanes, Lanes)));
        var half = Vector512.Create(2 * Lanes);
        for (var i = (nuint)start; i < (nuint)end; i += Lanes)
        {
            // Of a place only the lowest five bits count.
            var place = Vector512.LoadUnsafe(ref places, i);
            var value = Vector512.ConditionalSelect(
                Vector512.LessThan(place, half).AsSingle(), Avx512F.PermuteVar16x32x2(c0, place, c1), Avx512F.PermuteVar16x32x2(c2, place, c3));
            var second = Vector512.GreaterThan(value, Vector512.LoadUnsafe(ref thresholds, i)).AsUInt32();
            bits = Vector512.ConditionalSelect(second, bits & Vector512.LoadUnsafe(ref keeps, i), bits);
        }

        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(int firstTree, ReadOnlySpan<uint> left, Span<float> sums)
    {
        var leaves = abreast.Bits.Words * BitTrees.WordLeaves;
        for (var lane = 0; lane < Lanes && firstTree + lane < trees.Count; lane++)
        {
            var leaf = BitOperations.LeadingZeroCount(((ulong)left[lane] << BitTrees.WordLeaves) | left[Lanes + lane]);
            var at = ((firstTree + lane) * leaves) + leaf;
            if (trees.Scores == 1)
            {
                sums[0] += abreast.Bits.Values[at];
            }
            else
            {
                trees.Add(abreast.Bits.Leaves[at], sums, 1);
            }
        }
    }
}
