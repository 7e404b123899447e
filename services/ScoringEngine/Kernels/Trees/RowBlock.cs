using System.Runtime.CompilerServices;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>Sixteen rows, column by column, so that one column of them all fills the widest registers that processors have.</summary>
internal static class RowBlock
{
    /// <summary>Rows of a block.</summary>
    public const int Rows = 16;

    /// <summary>Blocks that so many rows take.</summary>
    public static int Count(int rows) => (rows + Rows - 1) / Rows;

    /// <summary>Fills blocks; rows that the last one lacks are left as they are.</summary>
    /// <param name="rows">Row-major.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="blocks">Takes them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<T>(ReadOnlySpan<T> rows, int columns, Span<T> blocks)
    {
        for (var row = 0; row * columns < rows.Length; row++)
        {
            var source = rows.Slice(row * columns, columns);
            var target = blocks[((row / Rows * columns * Rows) + (row % Rows))..];
            for (var column = 0; column < source.Length; column++)
            {
                target[column * Rows] = source[column];
            }
        }
    }
}
