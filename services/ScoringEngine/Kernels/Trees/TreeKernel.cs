using System.Numerics;
using System.Runtime.CompilerServices;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>
/// Sums trees as ONNX Runtime does, tree after tree in the precision of the model, so that the sums are equal to the
/// bit; only how a row finds its leaves differs.
/// </summary>
/// <param name="trees">The trees.</param>
/// <param name="one">Sums one row.</param>
/// <param name="blocks">Sums blocks of rows.</param>
/// <param name="rowsForBlocks">Rows from which on a block is faster than each by itself.</param>
internal sealed class TreeKernel<T>(FlatTrees<T> trees, IRowSums<T> one, IBlockSums<T> blocks, int rowsForBlocks) : IRawScorer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Scores => trees.Scores;

    public void Score(ReadOnlySpan<T> rows, int columns, Span<T> scores, KernelMemory<T> memory)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, trees.Columns);
        var count = rows.Length / columns;
        var plain = trees.IsOrdered && !Missing.IsIn(rows);
        if (count >= rowsForBlocks)
        {
            SumBlocks(rows, count, columns, plain, scores, memory);
        }
        else
        {
            for (var row = 0; row < count; row++)
            {
                one.Sum(rows.Slice(row * columns, columns), plain, scores.Slice(row * Scores, Scores), memory);
            }
        }

        Finish(scores);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumBlocks(ReadOnlySpan<T> rows, int count, int columns, bool plain, Span<T> scores, KernelMemory<T> memory)
    {
        var blockCount = RowBlock.Count(count);
        var filled = memory.Blocks(blockCount * columns * RowBlock.Rows);
        RowBlock.Fill(rows, columns, filled);
        var sums = memory.Sums(blockCount * RowBlock.Rows * Scores);
        blocks.Sum(filled, blockCount, count, plain, sums);
        for (var row = 0; row < count; row++)
        {
            for (var score = 0; score < Scores; score++)
            {
                scores[(row * Scores) + score] = sums[(((row / RowBlock.Rows * Scores) + score) * RowBlock.Rows) + (row % RowBlock.Rows)];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish(Span<T> scores)
    {
        var (divisor, bases) = (trees.Divisor, trees.BaseValues);
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = (scores[i] / divisor) + bases[i % bases.Length];
        }
    }
}
