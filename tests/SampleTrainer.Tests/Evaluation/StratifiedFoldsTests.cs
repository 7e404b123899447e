using FedMl.SampleTrainer.Evaluation;

namespace FedMl.SampleTrainer.Tests.Evaluation;

public class StratifiedFoldsTests
{
    [Fact]
    public void Split_AnyData_PutsEveryRowInOneFold()
    {
        var dataset = Trained.Job(Trained.BreastCancer).Dataset;

        var folds = StratifiedFolds.Split(dataset, 5, seed: 3);

        Assert.Equal(Enumerable.Range(0, dataset.Rows.Count), folds.SelectMany(rows => rows).Order());
    }

    [Fact]
    public void Split_AnyData_GivesEachFoldItsShareOfEachClass()
    {
        var dataset = Trained.Job(Trained.BreastCancer).Dataset;
        var folds = StratifiedFolds.Split(dataset, 5, seed: 3);

        for (var index = 0; index < dataset.Classes.Count; index++)
        {
            var counts = folds.Select(rows => rows.Count(row => dataset.Rows[row].Class == index)).ToList();
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }
    }

    [Fact]
    public void Split_AnotherSeed_DealsOtherwise()
    {
        var dataset = Trained.Job(Trained.Iris).Dataset;

        Assert.NotEqual(StratifiedFolds.Split(dataset, 5, seed: 1)[0], StratifiedFolds.Split(dataset, 5, seed: 2)[0]);
    }
}
