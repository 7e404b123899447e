namespace FedMl.ScoringEngine.Kernels.Steps;

/// <summary>How a classifier makes a class and the scores of all classes of its raw scores.</summary>
internal interface IClassRule<T>
{
    /// <param name="raw">Raw scores of a row.</param>
    /// <param name="scores">Takes one score a class.</param>
    /// <returns>Place of the class.</returns>
    int Choose(ReadOnlySpan<T> raw, Span<T> scores);
}
