namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>
/// The node of a graph that adds up raw scores: what it gives before its link (<c>post_transform</c>) and before any
/// later node makes labels and probabilities of them.
/// </summary>
internal interface IEstimator
{
    /// <summary>Columns that it takes: at least one more than the highest that it looks at.</summary>
    int Columns { get; }

    /// <summary>Raw scores a row.</summary>
    int Scores { get; }

    /// <summary>Name of each raw score, where they are those of classes; else empty.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>Scores one row in double precision. ONNX Runtime adds in the model's own, so the last digits can differ.</summary>
    /// <param name="columns">At least <see cref="Columns"/> values.</param>
    /// <param name="scores">Takes <see cref="Scores"/> values.</param>
    void Score(ReadOnlySpan<double> columns, Span<double> scores);
}
