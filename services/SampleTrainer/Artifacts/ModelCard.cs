using System.Globalization;
using System.Text;
using FedMl.Protos.Onnx;
using FedMl.SampleTrainer.Evaluation;
using FedMl.SampleTrainer.Recipes;

namespace FedMl.SampleTrainer.Artifacts;

/// <summary>model-card.md: what a person should know before using the model.</summary>
internal static class ModelCard
{
    public static byte[] Write(TrainingJob job)
    {
        var text = job.Recipe.Text;
        var published = job.DataSha256 == text.SampleSha256;
        var validation = job.CrossValidation;
        var card = string.Create(CultureInfo.InvariantCulture, $"""
            # {job.Recipe.Model}

            {text.Task} {text.Algorithm}

            ## Data
            {(published ? text.Source : "The trainer was given a file of its caller's; its source and licence are the caller's to name.")}
            {job.Dataset.Rows.Count} rows, {job.Dataset.Features.Count} features, SHA-256 `{job.DataSha256}`.

            ## Metrics
            Stratified {CrossValidation.FoldCount}-fold cross-validation, mean of the folds: accuracy {validation.Accuracy:F4}, log-loss {validation.LogLoss:F4}.
            The model itself is trained on all rows. Every fold is in `{ArtifactFolder.Metrics}`. The trainer's settings were chosen on
            such folds of the published data too, so the figures flatter a little.{HeldOut(job.HoldOut)}

            ## Inputs
            {Inputs(job.Recipe)}

            {string.Join('\n', job.Recipe.Features.Select(feature => $"- `{feature}`"))}

            ## Outputs
            - `{ModelProto.Label}`, string `[N]`: the likeliest of {string.Join(", ", job.Dataset.Classes.Select(name => $"`{name}`"))}.
            - `{ModelProto.Probabilities}`, float `[N,{job.Dataset.Classes.Count}]`: one for each class, in that order.

            ## Limits
            {text.Limits}

            ## How to make it again
            ```
            dotnet run --project services/SampleTrainer -c Release -- --data {(published ? text.SampleData : "FILE.csv")} --model {job.Recipe.Model} --output DIR --seed {job.Seed}
            ```

            """);
        return Encoding.UTF8.GetBytes(card.ReplaceLineEndings("\n"));
    }

    private static string HeldOut(Scores? scores) => scores is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"\n{scores.Rows} more rows were held out: accuracy {scores.Accuracy:F4}, log-loss {scores.LogLoss:F4}.");

    private static string Inputs(Recipe recipe) => recipe.Matrix is null
        ? "One float input `[N,1]` for each feature, by its name:"
        : $"One float matrix `{recipe.Matrix}` `[N,{recipe.Features.Count}]` with the columns:";
}
