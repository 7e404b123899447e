using FedMl.Protos.Onnx;
using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Kernels.Building;

/// <summary>Makes steps of the nodes that are known.</summary>
internal static class NodeSteps
{
    private const string Classical = "ai.onnx.ml";

    private static readonly Dictionary<(string Domain, string Operator), Action<ProgramBuilder, NodeProto>> Makers = new()
    {
        [("", "Constant")] = static (_, _) => { },
        [("", "Identity")] = ShapeSteps.Same,
        [("", "Reshape")] = ShapeSteps.Reshape,
        [("", "Flatten")] = ShapeSteps.Flatten,
        [("", "Concat")] = ShapeSteps.Concat,
        [("", "Cast")] = ShapeSteps.Cast,
        [(Classical, "ArrayFeatureExtractor")] = ShapeSteps.Extract,
        [(Classical, "Scaler")] = PreparationSteps.Scale,
        [(Classical, "Imputer")] = PreparationSteps.Impute,
        [(Classical, "Normalizer")] = PreparationSteps.Normalize,
        [("", "Sigmoid")] = LinkSteps.Sigmoid,
        [("", "Softmax")] = LinkSteps.Softmax,
        [("", "ArgMax")] = LinkSteps.ArgMax,
        [(Classical, Operators.TreeRegressor)] = EstimatorSteps.Regressor,
        [(Classical, Operators.TreeClassifier)] = EstimatorSteps.Classifier,
        [(Classical, Operators.Trees)] = EstimatorSteps.Ensemble,
    };

    /// <exception cref="UnreadableGraphException">The node is not known, or used in a way that is not.</exception>
    public static void Add(ProgramBuilder program, NodeProto node)
    {
        if (!Makers.TryGetValue((node.Domain == "ai.onnx" ? "" : node.Domain, node.OpType), out var make))
        {
            throw new UnreadableGraphException($"it has a node {(node.OpType.Length <= 64 ? node.OpType : node.OpType[..64])}");
        }

        make(program, node);
    }
}
