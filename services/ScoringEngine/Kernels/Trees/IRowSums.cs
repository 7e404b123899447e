namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>Adds up what the trees add to one row. Thread-safe.</summary>
internal interface IRowSums<T>
{
    /// <param name="row">A row that has every column that a node looks at.</param>
    /// <param name="plain">Whether it has no NaN and no node compares equality.</param>
    /// <param name="sums">Takes one a score.</param>
    /// <param name="memory">What it needs meanwhile.</param>
    void Sum(ReadOnlySpan<T> row, bool plain, Span<T> sums, KernelMemory<T> memory);
}
