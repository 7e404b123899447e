namespace FedMl.ScoringEngine.Kernels;

/// <summary>Gives raw scores of rows, before any link makes labels or probabilities of them. Thread-safe.</summary>
internal interface IRawScorer<T>
{
    /// <summary>Raw scores of a row.</summary>
    int Scores { get; }

    /// <param name="rows">Rows × columns, row-major.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="scores">Takes rows × <see cref="Scores"/>.</param>
    /// <param name="memory">What it needs meanwhile.</param>
    void Score(ReadOnlySpan<T> rows, int columns, Span<T> scores, KernelMemory<T> memory);
}
