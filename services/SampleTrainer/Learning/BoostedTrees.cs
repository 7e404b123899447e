using FedMl.Protos.Onnx;
using FedMl.SampleTrainer.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Calibrated = Microsoft.ML.Calibrators.CalibratedModelParametersBase<
    Microsoft.ML.Trainers.FastTree.FastTreeBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace FedMl.SampleTrainer.Learning;

/// <summary>Gradient-boosted trees for two classes, with their logistic calibration.</summary>
internal sealed class BoostedTrees : IClassifier
{
    private readonly MLContext context;
    private readonly Dataset shape;
    private readonly BinaryPredictionTransformer<Calibrated> trees;

    private BoostedTrees(MLContext context, Dataset shape, BinaryPredictionTransformer<Calibrated> trees) =>
        (this.context, this.shape, this.trees) = (context, shape, trees);

    public static BoostedTrees Train(Dataset dataset, int seed)
    {
        var context = new MLContext(seed);
        var trees = context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            LabelColumnName = nameof(TrainingView.Row.IsSecondClass),
            FeatureColumnName = nameof(TrainingView.Row.Features),
            NumberOfTrees = 100,
            NumberOfLeaves = 4,
            MinimumExampleCountPerLeaf = 5,
            LearningRate = 0.2,
            FeatureFractionPerSplit = 0.3,
            Seed = seed,
            FeatureSelectionSeed = seed,
            NumberOfThreads = 1,
        }).Fit(dataset.ToDataView(context));
        // A model of bare leaves answers the same whatever it is asked, and ONNX Runtime reads such an ensemble differently.
        return trees.Model.SubModel.TrainedTreeEnsemble.Trees.Any(tree => tree.NumberOfNodes > 0)
            ? new BoostedTrees(context, dataset.Select([]), trees)
            : throw new TrainingException("No feature tells the classes apart: there is nothing to learn.");
    }

    public IReadOnlyList<Prediction> Score(Dataset dataset)
    {
        var scored = trees.Transform(dataset.ToDataView(context));
        return [.. scored.GetColumn<bool>("PredictedLabel").Zip(
            scored.GetColumn<float>("Probability"), (second, probability) => new Prediction(second ? 1 : 0, [1 - probability, probability]))];
    }

    public GraphProto ToGraph()
    {
        var columns = new NodeProto
        {
            OpType = "Concat",
            Input = { shape.Features },
            Output = { "columns" },
            Attribute = { AttributeProto.Of("axis", 1) },
        };
        var ensemble = TreeEnsembleNode.Create(
            trees.Model.SubModel.TrainedTreeEnsemble, trees.Model.Calibrator, shape.Classes, input: "columns");
        return new GraphProto
        {
            Name = "boosted_trees",
            Input = { shape.Features.Select(feature => ValueInfoProto.Matrix(feature, 1)) },
            Node = { columns, ensemble },
            Output = { ValueInfoProto.Labels(), ValueInfoProto.ClassProbabilities(shape.Classes.Count) },
        };
    }
}
