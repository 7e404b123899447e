using System.Text;
using System.Text.Json.Nodes;
using FedMl.SampleTrainer.Data;

namespace FedMl.SampleTrainer.Tests.Samples;

/// <summary>The committed sample models are what the trainer makes of the committed data.</summary>
public class CommittedModelTests
{
    [Avx2Fact]
    public void IrisFiles_AfterAFreshTraining_AreTheSameBytes() => AssertFreshTrainingGivesTheCommittedBytes(Trained.Iris);

    [Fact]
    public void BreastCancerFiles_AfterAFreshTraining_AreTheSameBytes() => AssertFreshTrainingGivesTheCommittedBytes(Trained.BreastCancer);

    [Theory]
    [InlineData(Trained.Iris)]
    [InlineData(Trained.BreastCancer)]
    public void Samples_ScoredByOnnxRuntime_GiveTheGoldenAnswers(string model)
    {
        var samples = JsonNode.Parse(File.ReadAllText(Path.Combine(Trained.VersionFolder(model), "samples.json")))!;
        var tolerance = (double)samples["tolerance"]!;
        var dataset = Trained.Job(model).Dataset;
        var rows = samples["records"]!.AsArray().Select(record =>
            new DatasetRow([.. dataset.Features.Select(feature => (double)record![feature]!)], 0));
        using var onnx = new OnnxModel(File.ReadAllBytes(Path.Combine(Trained.VersionFolder(model), "model.onnx")), Trained.Recipe(model));

        var actual = onnx.Score(dataset with { Rows = [.. rows] });

        var golden = samples["predictions"]!.AsArray();
        Assert.Equal(8, golden.Count);
        Assert.Equal(golden.Count, actual.Count);
        Assert.Equal(dataset.Classes, golden.Select(answer => (string)answer!["label"]!).Distinct().Order(StringComparer.Ordinal));
        foreach (var (answer, prediction) in golden.Zip(actual))
        {
            Assert.Equal((string)answer!["label"]!, dataset.Classes[prediction.Class]);
            Assert.All(dataset.Classes.Zip(prediction.Probabilities), pair =>
                Assert.Equal((double)answer["probability"]![pair.First]!, pair.Second, tolerance));
        }
    }

    [Theory]
    [InlineData(Trained.Iris)]
    [InlineData(Trained.BreastCancer)]
    public void ModelCard_OfTheCommittedData_NamesItsSource(string model)
    {
        var card = Encoding.UTF8.GetString(Trained.Job(model).Artifacts()["model-card.md"]);

        Assert.Contains(Trained.Recipe(model).Text.Source, card, StringComparison.Ordinal);
    }

    private static void AssertFreshTrainingGivesTheCommittedBytes(string model)
    {
        var fresh = Trained.Job(model).Artifacts();
        foreach (var (file, content) in fresh)
        {
            var committed = File.ReadAllBytes(Path.Combine(Trained.VersionFolder(model), file));
            Assert.True(content.AsSpan().SequenceEqual(committed), $"{model}/1/{file} is not what the trainer writes: train again and commit.");
        }

        Assert.Equal(fresh.Keys.Order(), Directory.GetFiles(Trained.VersionFolder(model)).Select(Path.GetFileName).Order());
    }
}
