using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Explanations;

/// <summary>
/// Explains the raw scores of one model: how much each value of a row moves them from the mean of the background. Raw scores
/// are what the model's trees or weighted sums add up, before their link makes probabilities of them and before any later node.
/// </summary>
internal sealed class Explainer
{
    private readonly ScoredGraph graph;
    private readonly int[] sources;
    private readonly double[][] background;
    private readonly double[] means;
    private readonly ShapleyWeights? weights;

    /// <param name="graph">The model.</param>
    /// <param name="valueCount">Number of values of a row.</param>
    /// <param name="background">Rows to compare with; at least one, each of <paramref name="valueCount"/> values.</param>
    /// <exception cref="UnreadableGraphException">The background has no mean raw score.</exception>
    public Explainer(ScoredGraph graph, int valueCount, IReadOnlyList<double[]> background)
    {
        this.graph = graph;
        ValueCount = valueCount;
        sources = [.. graph.Columns.Select(c => c.Source)];
        this.background = [.. background.Select(ColumnsOf)];
        means = [.. Enumerable.Range(0, sources.Length).Select(column => this.background.Average(row => row[column]))];
        BaseValues = [.. this.background.Select(ScoresOf).Aggregate(Add).Select(sum => sum / background.Count)];
        weights = graph.Estimator is TreeEnsemble trees ? new ShapleyWeights(Math.Min(trees.Depth, valueCount)) : null;
        if (!BaseValues.All(double.IsFinite))
        {
            throw new UnreadableGraphException("its samples have raw scores that are not finite");
        }
    }

    /// <summary>Number of values of a row.</summary>
    public int ValueCount { get; }

    /// <summary>Number of rows that each row is compared with.</summary>
    public int BackgroundCount => background.Length;

    /// <summary>Name of each raw score, where they are those of classes; else empty.</summary>
    public IReadOnlyList<string> Classes => graph.Estimator.Classes;

    /// <summary>Mean of each raw score over the background.</summary>
    public IReadOnlyList<double> BaseValues { get; }

    /// <summary>Explains rows.</summary>
    /// <param name="rows">Rows of <see cref="ValueCount"/> values.</param>
    /// <param name="cancellationToken">Ends it soon.</param>
    public IEnumerable<ExplainedRow> Explain(IEnumerable<double[]> rows, CancellationToken cancellationToken)
    {
        var attribution = NewAttribution();
        foreach (var row in rows)
        {
            var columns = ColumnsOf(row);
            var contributions = new double[ValueCount * BaseValues.Count];
            attribution.Explain(columns, contributions, cancellationToken);
            yield return new ExplainedRow(ScoresOf(columns), contributions);
        }
    }

    private IAttribution NewAttribution() => graph.Estimator switch
    {
        TreeEnsemble trees => new TreeAttribution(trees, sources, ValueCount, background, weights!),
        LinearModel linear => new LinearAttribution(linear, sources, means),
        var other => throw new NotSupportedException($"Nothing explains {other.GetType().Name}."),
    };

    private double[] ColumnsOf(double[] values) => [.. graph.Columns.Select(column => column.Convert(values[column.Source]))];

    private double[] ScoresOf(double[] columns)
    {
        var scores = new double[graph.Estimator.Scores];
        graph.Estimator.Score(columns, scores);
        return scores;
    }

    private static double[] Add(double[] left, double[] right) => [.. left.Zip(right, (l, r) => l + r)];
}

/// <summary>Why one row has the raw scores that it has.</summary>
/// <param name="RawScores">Its raw scores: base values and contributions added up.</param>
/// <param name="Contributions">Values × raw scores, row-major.</param>
internal sealed record ExplainedRow(double[] RawScores, double[] Contributions);
