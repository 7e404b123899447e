namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>A <c>LinearClassifier</c> or <c>LinearRegressor</c>: each raw score is an intercept and a weighted sum of the columns.</summary>
/// <param name="Coefficients">Row-major: scores × columns.</param>
/// <param name="Intercepts">One a score.</param>
/// <param name="Classes">Name of each score; empty: none.</param>
internal sealed record LinearModel(double[] Coefficients, double[] Intercepts, IReadOnlyList<string> Classes) : IEstimator
{
    public int Scores => Intercepts.Length;

    public int Columns { get; } = Coefficients.Length / Intercepts.Length;

    public void Score(ReadOnlySpan<double> columns, Span<double> scores)
    {
        for (var score = 0; score < Scores; score++)
        {
            var sum = Intercepts[score];
            for (var column = 0; column < Columns; column++)
            {
                sum += Coefficients[(score * Columns) + column] * columns[column];
            }

            scores[score] = sum;
        }
    }
}
