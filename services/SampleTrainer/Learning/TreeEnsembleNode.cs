using FedMl.Protos.Onnx;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers.FastTree;

namespace FedMl.SampleTrainer.Learning;

/// <summary>
/// Writes FastTree's ensemble as a <c>TreeEnsembleClassifier</c>. Each leaf weighs half for the second class and half
/// against the first: SOFTMAX over both sums is the logistic function of the whole, the calibration folded in. (Weights
/// of one class with LOGISTIC would be half the size, but runtimes differ in which class they take such weights for.)
/// </summary>
internal sealed class TreeEnsembleNode
{
    private readonly List<long> treeIds = [];
    private readonly List<long> nodeIds = [];
    private readonly List<long> featureIds = [];
    private readonly List<string> modes = [];
    private readonly List<float> values = [];
    private readonly List<long> trueIds = [];
    private readonly List<long> falseIds = [];
    private readonly List<long> leafTreeIds = [];
    private readonly List<long> leafNodeIds = [];
    private readonly List<long> leafClasses = [];
    private readonly List<float> leafWeights = [];

    private TreeEnsembleNode()
    {
    }

    public static NodeProto Create(
        RegressionTreeEnsemble ensemble, PlattCalibrator calibrator, IReadOnlyList<string> classes, string input)
    {
        var node = new TreeEnsembleNode();
        for (var tree = 0; tree < ensemble.Trees.Count; tree++)
        {
            // Platt: p = 1 / (1 + exp(slope * score + offset)). What is constant rides on the first tree's leaves.
            var constant = tree == 0 ? -(calibrator.Slope * ensemble.Bias) - calibrator.Offset : 0;
            node.AddTree(tree, ensemble.Trees[tree], factor: -calibrator.Slope * ensemble.TreeWeights[tree], constant);
        }

        return node.ToNode(classes, input);
    }

    private void AddTree(int tree, RegressionTree trained, double factor, double constant)
    {
        // FastTree names an inner node by its index and a leaf by the complement of its index; ONNX numbers them in one row.
        long Id(int child) => child >= 0 ? child : trained.NumberOfNodes + ~child;

        for (var i = 0; i < trained.NumberOfNodes; i++)
        {
            // FastTree goes left where the float feature <= the float threshold: BRANCH_LEQ on the same bits.
            AddNode(
                tree, i, "BRANCH_LEQ", trained.NumericalSplitFeatureIndexes[i], trained.NumericalSplitThresholds[i],
                Id(trained.LeftChild[i]), Id(trained.RightChild[i]));
        }

        for (var leaf = 0; leaf < trained.NumberOfLeaves; leaf++)
        {
            AddNode(tree, Id(~leaf), "LEAF", feature: 0, threshold: 0, whenTrue: 0, whenFalse: 0);
            var half = (float)(((factor * trained.LeafValues[leaf]) + constant) / 2);
            AddWeight(tree, Id(~leaf), @class: 0, -half);
            AddWeight(tree, Id(~leaf), @class: 1, half);
        }
    }

    private void AddNode(int tree, long node, string mode, int feature, float threshold, long whenTrue, long whenFalse)
    {
        treeIds.Add(tree);
        nodeIds.Add(node);
        modes.Add(mode);
        featureIds.Add(feature);
        values.Add(threshold);
        trueIds.Add(whenTrue);
        falseIds.Add(whenFalse);
    }

    private void AddWeight(int tree, long node, int @class, float weight)
    {
        leafTreeIds.Add(tree);
        leafNodeIds.Add(node);
        leafClasses.Add(@class);
        leafWeights.Add(weight);
    }

    private NodeProto ToNode(IReadOnlyList<string> classes, string input) => new()
    {
        OpType = "TreeEnsembleClassifier",
        Domain = ModelProto.ClassicalDomain,
        Input = { input },
        Output = { ModelProto.Label, ModelProto.Probabilities },
        Attribute =
        {
            AttributeProto.Of("nodes_treeids", treeIds),
            AttributeProto.Of("nodes_nodeids", nodeIds),
            AttributeProto.Of("nodes_featureids", featureIds),
            AttributeProto.Of("nodes_modes", modes),
            AttributeProto.Of("nodes_values", values),
            AttributeProto.Of("nodes_truenodeids", trueIds),
            AttributeProto.Of("nodes_falsenodeids", falseIds),
            AttributeProto.Of("class_treeids", leafTreeIds),
            AttributeProto.Of("class_nodeids", leafNodeIds),
            AttributeProto.Of("class_ids", leafClasses),
            AttributeProto.Of("class_weights", leafWeights),
            AttributeProto.Of("classlabels_strings", classes),
            AttributeProto.Of("post_transform", "SOFTMAX"),
        },
    };
}
