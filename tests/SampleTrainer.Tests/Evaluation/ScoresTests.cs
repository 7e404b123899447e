using FedMl.SampleTrainer.Data;
using FedMl.SampleTrainer.Evaluation;
using FedMl.SampleTrainer.Learning;

namespace FedMl.SampleTrainer.Tests.Evaluation;

public class ScoresTests
{
    private static readonly Dataset TwoRows = new(["f"], ["a", "b"], [new DatasetRow([0], 0), new DatasetRow([0], 1)]);

    [Fact]
    public void Of_OneRightAndOneWrong_IsHalf()
    {
        var scores = Scores.Of(TwoRows, [new Prediction(0, [0.5f, 0.5f]), new Prediction(0, [0.75f, 0.25f])]);

        Assert.Equal(0.5, scores.Accuracy);
        Assert.Equal((Math.Log(2) + Math.Log(4)) / 2, scores.LogLoss, 1e-12);
    }

    [Fact]
    public void Of_TrueClassThoughtImpossible_HasFiniteLogLoss()
    {
        var scores = Scores.Of(TwoRows, [new Prediction(1, [0, 1]), new Prediction(0, [1, 0])]);

        Assert.Equal(-Math.Log(1e-15), scores.LogLoss, 1e-9);
    }
}
