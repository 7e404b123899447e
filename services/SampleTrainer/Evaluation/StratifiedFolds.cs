using FedMl.SampleTrainer.Data;

namespace FedMl.SampleTrainer.Evaluation;

/// <summary>Deals each class's rows, shuffled by the seed, over the folds in turn, so that each fold has each class's share.</summary>
internal static class StratifiedFolds
{
    /// <summary>Row indices of each fold; every row is in exactly one.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Split(Dataset dataset, int folds, int seed)
    {
        var random = new Random(seed);
        var byClass = Enumerable.Range(0, dataset.Rows.Count).ToLookup(row => dataset.Rows[row].Class);
        var dealt = new List<int>[folds];
        for (var fold = 0; fold < folds; fold++)
        {
            dealt[fold] = [];
        }

        var next = 0;
        for (var index = 0; index < dataset.Classes.Count; index++)
        {
            var rows = byClass[index].ToArray();
            random.Shuffle(rows);
            foreach (var row in rows)
            {
                dealt[next++ % folds].Add(row);
            }
        }

        return dealt;
    }
}
