namespace FedMl.ScoringEngine.Explanations;

/// <summary>What explains a model's scores, or why nothing does.</summary>
/// <param name="Explainer">What explains them; null: nothing.</param>
/// <param name="WhyNot">Follows "because".</param>
internal sealed record Explainability(Explainer? Explainer, string WhyNot)
{
    public static Explainability NoSamples { get; } = Not("it has no samples");

    public static Explainability TurnedOff { get; } = Not("this server does not explain scores");

    public static Explainability Not(string why) => new(null, why);
}
