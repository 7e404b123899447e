using System.Globalization;
using FedMl.Protos.Onnx;
using FedMl.SampleTrainer.Artifacts;
using FedMl.SampleTrainer.Data;
using FedMl.SampleTrainer.Evaluation;
using FedMl.SampleTrainer.Learning;
using FedMl.SampleTrainer.Recipes;
using Google.Protobuf;

namespace FedMl.SampleTrainer;

/// <summary>A finished training: the model and all that is known of it.</summary>
/// <param name="HoldOut">How good the model is on rows that were held out; null: none were.</param>
internal sealed record TrainingJob(
    Recipe Recipe, int Seed, string DataSha256, Dataset Dataset, CrossValidation CrossValidation, IClassifier Model, Scores? HoldOut = null)
{
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Recipe.Model}: {Dataset.Rows.Count} rows, accuracy {CrossValidation.Accuracy:F4}, log-loss {CrossValidation.LogLoss:F4} ({CrossValidation.FoldCount}-fold cross-validation)")
        + (HoldOut is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; of {HoldOut.Rows} rows held out: accuracy {HoldOut.Accuracy:F4}, log-loss {HoldOut.LogLoss:F4}"));

    public static TrainingJob Train(Recipe recipe, string data, int seed, string? holdOut = null)
    {
        var file = DataFile.Read(data);
        var dataset = new DatasetReader(recipe).Read(file.Lines);
        var held = holdOut is null ? null : new DatasetReader(recipe).ReadHoldOut(DataFile.Read(holdOut, "--holdout").Lines, dataset.Classes);
        var model = recipe.Train(dataset, seed);
        return new TrainingJob(
            recipe, seed, file.Sha256, dataset, CrossValidation.Run(recipe, dataset, seed), model, held is null ? null : Scores.Of(held, model.Score(held)));
    }

    /// <summary>Content of each file by its name.</summary>
    public IReadOnlyDictionary<string, byte[]> Artifacts() => new Dictionary<string, byte[]>
    {
        [ArtifactFolder.Model] = ModelProto.Of(Model.ToGraph(), Recipe.Text.Task).ToByteArray(),
        [ArtifactFolder.Signature] = SignatureFile.Write(Recipe, Dataset.Classes),
        [ArtifactFolder.Metrics] = MetricsFile.Write(this),
        [ArtifactFolder.Card] = ModelCard.Write(this),
        [ArtifactFolder.Samples] = SamplesFile.Write(Dataset, Model),
    };
}
