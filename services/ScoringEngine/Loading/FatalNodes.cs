using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Loading;

/// <summary>
/// Finds the nodes at which ONNX Runtime ends the whole process instead of throwing, seen with 1.31: a
/// TreeEnsembleClassifier with a single label that is a text reads beyond its labels as soon as it runs.
/// </summary>
internal static class FatalNodes
{
    public static bool AreIn(ModelSketch model) => model.AllNodes.Any(node => node is { Operator: "TreeEnsembleClassifier", HasOneTextLabel: true });
}
