namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>Adds up what the trees add to the rows of blocks. Thread-safe.</summary>
internal interface IBlockSums<T>
{
    /// <param name="blocks">Blocks of rows that have every column that a node looks at.</param>
    /// <param name="blockCount">Their number.</param>
    /// <param name="rows">Rows in them.</param>
    /// <param name="plain">Whether no row has a NaN and no node compares equality.</param>
    /// <param name="sums">Blocks × scores × rows of a block, zero; takes the sums.</param>
    void Sum(ReadOnlySpan<T> blocks, int blockCount, int rows, bool plain, Span<T> sums);
}
