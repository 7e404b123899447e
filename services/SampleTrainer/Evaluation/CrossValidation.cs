using FedMl.SampleTrainer.Data;
using FedMl.SampleTrainer.Recipes;

namespace FedMl.SampleTrainer.Evaluation;

/// <summary>What a recipe scores on rows it has not seen.</summary>
internal sealed record CrossValidation(IReadOnlyList<Scores> Folds)
{
    public const int FoldCount = 5;

    public double Accuracy => Folds.Average(fold => fold.Accuracy);

    public double LogLoss => Folds.Average(fold => fold.LogLoss);

    public static CrossValidation Run(Recipe recipe, Dataset dataset, int seed)
    {
        var folds = StratifiedFolds.Split(dataset, FoldCount, seed);
        return new CrossValidation([.. folds.Select(held =>
        {
            var model = recipe.Train(dataset.Select(folds.Where(fold => fold != held).SelectMany(rows => rows)), seed);
            var unseen = dataset.Select(held);
            return Scores.Of(unseen, model.Score(unseen));
        })]);
    }
}
