using System.Text.Json.Nodes;
using FedMl.SampleTrainer.Evaluation;

namespace FedMl.SampleTrainer.Artifacts;

/// <summary>metrics.json: the numbers that a job hands back. Accuracy and log-loss are of rows not seen in training.</summary>
internal static class MetricsFile
{
    public static byte[] Write(TrainingJob job)
    {
        var figures = Figures(job);
        if (job.HoldOut is { } held)
        {
            figures["holdOut"] = Fold(held);
        }

        return JsonText.Write(figures);
    }

    private static JsonObject Figures(TrainingJob job) => new()
    {
        ["model"] = job.Recipe.Model,
        ["accuracy"] = JsonText.Rounded(job.CrossValidation.Accuracy),
        ["logLoss"] = JsonText.Rounded(job.CrossValidation.LogLoss),
        ["folds"] = new JsonArray([.. job.CrossValidation.Folds.Select(Fold)]),
        ["rows"] = job.Dataset.Rows.Count,
        ["features"] = job.Dataset.Features.Count,
        ["classes"] = new JsonArray([.. job.Dataset.Classes.Select(name => JsonValue.Create(name))]),
        ["seed"] = job.Seed,
        ["dataSha256"] = job.DataSha256,
    };

    private static JsonObject Fold(Scores scores) => new()
    {
        ["rows"] = scores.Rows,
        ["accuracy"] = JsonText.Rounded(scores.Accuracy),
        ["logLoss"] = JsonText.Rounded(scores.LogLoss),
    };
}
