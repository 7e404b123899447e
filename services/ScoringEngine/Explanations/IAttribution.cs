namespace FedMl.ScoringEngine.Explanations;

/// <summary>Tells how much each value of a row contributes to its raw scores. Not thread-safe: one for each request.</summary>
internal interface IAttribution
{
    /// <summary>Explains one row against all rows of the background.</summary>
    /// <param name="columns">The row as the estimator takes it.</param>
    /// <param name="contributions">Zeros; takes sources × scores contributions.</param>
    /// <param name="cancellationToken">Ends it soon.</param>
    void Explain(ReadOnlySpan<double> columns, Span<double> contributions, CancellationToken cancellationToken);
}
