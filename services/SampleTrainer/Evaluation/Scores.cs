using FedMl.SampleTrainer.Data;
using FedMl.SampleTrainer.Learning;

namespace FedMl.SampleTrainer.Evaluation;

/// <summary>How good predictions are.</summary>
/// <param name="Rows">How many rows were scored.</param>
/// <param name="Accuracy">Share of rows whose class was found, 0 to 1.</param>
/// <param name="LogLoss">Mean of -ln(probability given to the true class), in nats.</param>
internal sealed record Scores(int Rows, double Accuracy, double LogLoss)
{
    /// <summary>A class that was thought impossible costs this much, not infinitely much.</summary>
    private const double SmallestProbability = 1e-15;

    public static Scores Of(Dataset dataset, IReadOnlyList<Prediction> predictions)
    {
        var pairs = dataset.Rows.Zip(predictions).ToList();
        return new Scores(
            pairs.Count,
            pairs.Average(pair => pair.First.Class == pair.Second.Class ? 1.0 : 0.0),
            pairs.Average(pair => -Math.Log(Math.Max(pair.Second.Probabilities[pair.First.Class], SmallestProbability))));
    }
}
