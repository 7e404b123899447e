using FedMl.Tests.Onnx;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace FedMl.Benchmarks.Trees;

/// <summary>
/// Ensembles that a trainer made of data, as business data wants them: leaf by leaf like LightGBM (boosting, 31 leaves),
/// and deep (a forest of up to 1,000 leaves a tree).
/// </summary>
internal static class TrainedTrees
{
    public const int Features = 30;

    private const int TrainingRows = 20_000;
    private const int BoostingLeaves = 31;
    private const int ForestLeaves = 1_000;

    /// <summary>Boosted trees; fewer are a beginning of the same.</summary>
    public static (IReadOnlyList<RegressionTreeBase> Trees, IReadOnlyList<double> Weights) Boost(int trees)
    {
        var context = new MLContext(1);
        var trained = context.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options { NumberOfTrees = trees, NumberOfLeaves = BoostingLeaves, Seed = 1, NumberOfThreads = 1 })
            .Fit(Data(context)).Model.TrainedTreeEnsemble;
        return (trained.Trees, trained.TreeWeights);
    }

    public static (IReadOnlyList<RegressionTreeBase> Trees, IReadOnlyList<double> Weights) Forest(int trees)
    {
        var context = new MLContext(1);
        var trained = context.Regression.Trainers.FastForest(new FastForestRegressionTrainer.Options { NumberOfTrees = trees, NumberOfLeaves = ForestLeaves, MinimumExampleCountPerLeaf = 2, Seed = 1, NumberOfThreads = 1 })
            .Fit(Data(context)).Model.TrainedTreeEnsemble;
        return (trained.Trees, trained.TreeWeights);
    }

    /// <summary>Writes its first trees as a <c>TreeEnsembleRegressor</c>.</summary>
    public static byte[] ToOnnx((IReadOnlyList<RegressionTreeBase> Trees, IReadOnlyList<double> Weights) ensemble, int trees)
    {
        var written = new Ensemble();
        for (var tree = 0; tree < Math.Min(trees, ensemble.Trees.Count); tree++)
        {
            var trained = ensemble.Trees[tree];
            // An inner node is named by its index, a leaf by the complement of its index.
            long Id(int child) => child >= 0 ? child : trained.NumberOfNodes + ~child;
            for (var node = 0; node < trained.NumberOfNodes; node++)
            {
                written.Branch(
                    tree, node, "BRANCH_LEQ", trained.NumericalSplitFeatureIndexes[node], trained.NumericalSplitThresholds[node], Id(trained.LeftChild[node]), Id(trained.RightChild[node]));
            }

            for (var leaf = 0; leaf < trained.NumberOfLeaves; leaf++)
            {
                written.Leaf(tree, Id(~leaf), (0, (float)(ensemble.Weights[tree] * trained.LeafValues[leaf])));
            }
        }

        return written.ToRegressor(Features, 1);
    }

    /// <summary>Rows × features, as the training data are spread.</summary>
    public static float[] Rows(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * Features).Select(_ => (float)((random.NextDouble() * 4) - 2))];
    }

    private static IDataView Data(MLContext context)
    {
        var random = new Random(3);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Features);
        return context.Data.LoadFromEnumerable(
            Rows(TrainingRows, 2).Chunk(Features).Select(x => new Row
            {
                Features = x,
                Label = (x[0] * x[1]) + MathF.Sin(3 * x[2]) + (x[3] > 0.5f ? x[4] : -x[5]) + (0.3f * x[6] * x[7] * x[8]) + (0.2f * (float)random.NextDouble()),
            }).ToList(),
            schema);
    }

    private sealed class Row
    {
        public float[] Features { get; init; } = [];

        public float Label { get; init; }
    }
}
