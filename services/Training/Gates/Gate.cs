namespace FedMl.Training.Gates;

/// <summary>What a metric must be before a version is registered.</summary>
/// <param name="Metric">Its name, as the command hands it back.</param>
/// <param name="Min">At least; null: no matter.</param>
/// <param name="Max">At most; null: no matter.</param>
/// <param name="Champion">Not worse than what the champion reaches on the hold-out, by this measure; null: no matter.</param>
/// <param name="Tolerance">By how much it may be worse than the champion.</param>
internal sealed record Gate(string Metric, double? Min, double? Max, Measure? Champion, double Tolerance);

/// <summary>How good predictions of classes are.</summary>
internal enum Measure
{
    /// <summary>Share of rows whose class was found, 0 to 1; more is better.</summary>
    Accuracy,

    /// <summary>Mean of -ln(probability given to the true class, at least 1e-15), in nats; less is better.</summary>
    LogLoss,
}

/// <summary>How the champion is asked about the hold-out.</summary>
/// <param name="Input">The input whose hold-out is scored.</param>
/// <param name="Truth">The column that has the true class.</param>
/// <param name="Label">The output that has the class found.</param>
/// <param name="Probability">The output that has the probabilities of the classes; empty: none has.</param>
internal sealed record Evaluation(string Input, string Truth, string Label, string Probability);
