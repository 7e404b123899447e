using System.Diagnostics;
using System.Numerics;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>
/// Chooses by measuring, once a model, how its trees are summed on this machine. What is measured is compiled with all
/// optimizations from its first call on (AggressiveOptimization): the first calls are the ones that are measured.
/// </summary>
internal static class TreeKernelChoice
{
    private const int Trials = 7;

    public static TreeKernel<T> Of<T>(FlatTrees<T> trees)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<IRowSums<T>> ones = [new WalkedRow<T>(trees)];
        List<IBlockSums<T>> blocks = [new WalkedSums<T>(trees)];
        if (trees is FlatTrees<float> floats && BitTrees.Of(floats) is { } bits)
        {
            blocks.Add((IBlockSums<T>)(object)new MaskedSums(floats, bits));
            if (MaskedRow.Takes(floats))
            {
                ones.Add((IRowSums<T>)(object)new MaskedRow(floats, AbreastTrees.Of(bits)));
            }
        }

        var columns = Math.Max(1, trees.Columns);
        var one = ones.MinBy(sums => TimeOf(new TreeKernel<T>(trees, sums, blocks[0], int.MaxValue), 1, columns))!;
        var block = blocks.MinBy(sums => TimeOf(new TreeKernel<T>(trees, one, sums, 1), Frame.MaxRows, columns))!;
        var rowTime = TimeOf(new TreeKernel<T>(trees, one, block, int.MaxValue), 1, columns);
        var blockTime = TimeOf(new TreeKernel<T>(trees, one, block, 1), RowBlock.Rows, columns);
        return new TreeKernel<T>(trees, one, block, (int)Math.Clamp(blockTime / Math.Max(1, rowTime) + 1, 2, RowBlock.Rows));
    }

    // The least of some: what else the machine does only adds to it.
    private static long TimeOf<T>(TreeKernel<T> kernel, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(1);
        var memory = new KernelMemory<T>();
        var values = new T[rows * columns];
        var scores = new T[rows * kernel.Scores];
        var least = long.MaxValue;
        for (var trial = 0; trial < Trials * Math.Max(1, Frame.MaxRows / rows); trial++)
        {
            foreach (ref var value in values.AsSpan())
            {
                value = T.CreateChecked((random.NextDouble() * 4) - 2);
            }

            var start = Stopwatch.GetTimestamp();
            kernel.Score(values, columns, scores, memory);
            least = Math.Min(least, Stopwatch.GetTimestamp() - start);
        }

        return least;
    }
}
