using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Explanations;

/// <summary>
/// Exact interventional Shapley values of a weighted sum: weight × (value - mean of the background). Source: S. M. Lundberg,
/// S.-I. Lee, "A Unified Approach to Interpreting Model Predictions", NeurIPS 2017, corollary 1 (Linear SHAP).
/// </summary>
/// <param name="model">The weighted sums.</param>
/// <param name="sources">For each column, the value that it comes from.</param>
/// <param name="means">Mean of each column over the background.</param>
internal sealed class LinearAttribution(LinearModel model, int[] sources, double[] means) : IAttribution
{
    public void Explain(ReadOnlySpan<double> columns, Span<double> contributions, CancellationToken cancellationToken)
    {
        for (var score = 0; score < model.Scores; score++)
        {
            for (var column = 0; column < model.Columns; column++)
            {
                contributions[(sources[column] * model.Scores) + score] += model.Coefficients[(score * model.Columns) + column] * (columns[column] - means[column]);
            }
        }
    }
}
