using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>Finds which leaves of one word are left to the rows of a block: of one, or of four at a time.</summary>
internal static class BitWalk
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<uint> Leaves(BitTrees trees, BitRange range, ReadOnlySpan<float> block)
    {
        // Without bounds checks of its columns: BitTreesBuilder takes places from FlatTrees, whose columns the block has.
        ref var b = ref MemoryMarshal.GetReference(block);
        var bits = Vector512<uint>.AllBitsSet;
        for (var i = range.Start; i < range.Middle; i++)
        {
            var second = Vector512.GreaterThan(Vector512.LoadUnsafe(ref b, (nuint)trees.Places[i]), Vector512.Create(trees.Thresholds[i]));
            bits = Vector512.ConditionalSelect(second.AsUInt32(), bits & Vector512.Create(trees.Keeps[i]), bits);
        }

        for (var i = range.Middle; i < range.End; i++)
        {
            var first = Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref b, (nuint)trees.Places[i]), Vector512.Create(trees.Thresholds[i]));
            bits = Vector512.ConditionalSelect(first.AsUInt32(), bits, bits & Vector512.Create(trees.Keeps[i]));
        }

        return bits;
    }

    /// <param name="trees">The trees.</param>
    /// <param name="range">The word.</param>
    /// <param name="blocks">Four blocks.</param>
    /// <param name="leaves">Takes those of each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Leaves(BitTrees trees, BitRange range, ReadOnlySpan<float> blocks, Span<Vector512<uint>> leaves)
    {
        // As above.
        ref var b = ref MemoryMarshal.GetReference(blocks);
        var length = (nuint)(blocks.Length / 4);
        var (b0, b1, b2, b3) = (Vector512<uint>.AllBitsSet, Vector512<uint>.AllBitsSet, Vector512<uint>.AllBitsSet, Vector512<uint>.AllBitsSet);
        for (var i = range.Start; i < range.Middle; i++)
        {
            var place = (nuint)trees.Places[i];
            var threshold = Vector512.Create(trees.Thresholds[i]);
            var keep = Vector512.Create(trees.Keeps[i]);
            b0 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadUnsafe(ref b, place), threshold).AsUInt32(), b0 & keep, b0);
            b1 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadUnsafe(ref b, place + length), threshold).AsUInt32(), b1 & keep, b1);
            b2 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadUnsafe(ref b, place + (2 * length)), threshold).AsUInt32(), b2 & keep, b2);
            b3 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadUnsafe(ref b, place + (3 * length)), threshold).AsUInt32(), b3 & keep, b3);
        }

        for (var i = range.Middle; i < range.End; i++)
        {
            var place = (nuint)trees.Places[i];
            var threshold = Vector512.Create(trees.Thresholds[i]);
            var keep = Vector512.Create(trees.Keeps[i]);
            b0 = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref b, place), threshold).AsUInt32(), b0, b0 & keep);
            b1 = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref b, place + length), threshold).AsUInt32(), b1, b1 & keep);
            b2 = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref b, place + (2 * length)), threshold).AsUInt32(), b2, b2 & keep);
            b3 = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref b, place + (3 * length)), threshold).AsUInt32(), b3, b3 & keep);
        }

        (leaves[0], leaves[1], leaves[2], leaves[3]) = (b0, b1, b2, b3);
    }
}
