using FedMl.SampleTrainer.Evaluation;

namespace FedMl.SampleTrainer.Tests.Evaluation;

public class CrossValidationTests
{
    [Theory]
    [InlineData(Trained.Iris)]
    [InlineData(Trained.BreastCancer)]
    public void Accuracy_OfASampleModel_IsAtLeast95Percent(string model)
    {
        var validation = Trained.Job(model).CrossValidation;

        Assert.Equal(5, validation.Folds.Count);
        Assert.Equal(Trained.Job(model).Dataset.Rows.Count, validation.Folds.Sum(fold => fold.Rows));
        Assert.InRange(validation.Accuracy, 0.95, 1);
        Assert.Equal(validation.Folds.Average(fold => fold.Accuracy), validation.Accuracy);
    }

    [Fact]
    public void Run_EachFold_TrainsOnTheRowsOfTheOthersOnly()
    {
        var job = Trained.Job(Trained.Iris);
        var trainedOn = new List<int>();
        var recipe = job.Recipe with
        {
            Train = (rows, seed) =>
            {
                trainedOn.Add(rows.Rows.Count);
                return job.Recipe.Train(rows, seed);
            },
        };

        var validation = CrossValidation.Run(recipe, job.Dataset, seed: 1);

        Assert.Equal(validation.Folds.Select(fold => job.Dataset.Rows.Count - fold.Rows), trainedOn);
    }
}
