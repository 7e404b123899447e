using FedMl.Protos.Onnx;
using FedMl.SampleTrainer.Data;
using FedMl.SampleTrainer.Learning;
using Google.Protobuf;

namespace FedMl.SampleTrainer.Tests.Learning;

/// <summary>ONNX Runtime answers what ML.NET answers.</summary>
public class AgreementTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(Trained.Iris, 150)]
    [InlineData(Trained.BreastCancer, 569)]
    public void Score_EveryRowOfTheData_AgreesWithMlNet(string model, int rows)
    {
        var job = Trained.Job(model);

        Assert.Equal(rows, job.Dataset.Rows.Count);
        AssertAgrees(job, job.Dataset);
    }

    [Theory]
    [InlineData(Trained.Iris)]
    [InlineData(Trained.BreastCancer)]
    public void Score_OneRow_AgreesWithMlNet(string model)
    {
        var job = Trained.Job(model);

        AssertAgrees(job, job.Dataset.Select([0]));
    }

    [Theory]
    [InlineData(Trained.Iris)]
    [InlineData(Trained.BreastCancer)]
    public void Score_RowsFarFromTheData_AgreesWithMlNet(string model)
    {
        var job = Trained.Job(model);
        var zero = new DatasetRow(new double[job.Dataset.Features.Count], 0);
        var far = job.Dataset.Rows.SelectMany(row => new[] { -1.0, 0.5, 2.0 }.Select(factor => Scale(row, factor)));

        AssertAgrees(job, job.Dataset with { Rows = [zero, .. far] });
    }

    [Fact]
    public void Train_FeaturesThatTellNothing_IsRefused()
    {
        var job = Trained.Job(Trained.BreastCancer);
        var flat = job.Dataset with { Rows = [.. job.Dataset.Rows.Select(row => Scale(row, 0))] };

        var refused = Assert.Throws<TrainingException>(() => job.Recipe.Train(flat, 1));

        Assert.Contains("nothing to learn", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_FeaturesOnAndBesideEveryThreshold_AgreesWithMlNet()
    {
        var job = Trained.Job(Trained.BreastCancer);
        var ensemble = job.Model.ToGraph().Node.Single(node => node.OpType == "TreeEnsembleClassifier");
        var modes = Attribute(ensemble, "nodes_modes").Strings;
        var features = Attribute(ensemble, "nodes_featureids").Ints;
        var thresholds = Attribute(ensemble, "nodes_values").Floats;
        var splits = Enumerable.Range(0, modes.Count).Where(node => modes[node].ToStringUtf8() == "BRANCH_LEQ").ToList();

        var rows = splits.SelectMany(split => new[]
        {
            thresholds[split], MathF.BitIncrement(thresholds[split]), MathF.BitDecrement(thresholds[split]),
        }.SelectMany(value => new[] { job.Dataset.Rows[0], job.Dataset.Rows[^1] }.Select(row => With(row, (int)features[split], value))));

        Assert.True(splits.Count > 100);
        AssertAgrees(job, job.Dataset with { Rows = [.. rows] });
    }

    private static void AssertAgrees(TrainingJob job, Dataset dataset)
    {
        using var onnx = new OnnxModel(job.Artifacts()["model.onnx"], job.Recipe);
        var expected = job.Model.Score(dataset);
        var actual = onnx.Score(dataset);

        Assert.Equal(dataset.Rows.Count, actual.Count);
        foreach (var (wanted, got) in expected.Zip(actual))
        {
            Assert.Equal(wanted.Class, got.Class);
            Assert.All(wanted.Probabilities.Zip(got.Probabilities), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }
    }

    private static AttributeProto Attribute(NodeProto node, string name) => node.Attribute.Single(attribute => attribute.Name == name);

    private static DatasetRow Scale(DatasetRow row, double factor) => new([.. row.Values.Select(value => value * factor)], row.Class);

    private static DatasetRow With(DatasetRow row, int feature, float value)
    {
        var values = row.Values.ToArray();
        values[feature] = value;
        return new DatasetRow(values, row.Class);
    }
}
