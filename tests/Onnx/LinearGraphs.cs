using static FedMl.Tests.Onnx.GraphParts;

namespace FedMl.Tests.Onnx;

/// <summary>Estimators with nodes before them.</summary>
public static class LinearGraphs
{
    /// <summary>x [-1,3], scaled and in double precision for a while, then weighted: scores [-1, scores].</summary>
    public static byte[] Regressor(int scores, Func<float> number) => Model(
        [Tensor("x", Element.Float, -1, 3)],
        [Tensor("scores", Element.Float, -1, scores)],
        [
            Ml("Scaler", ["x"], ["scaled"], Floats("offset", [number(), number(), number()]), Floats("scale", [number(), number(), number()])),
            Node("Cast", ["scaled"], ["wide"], Number("to", (int)Element.Double)),
            Ml("Scaler", ["wide"], ["narrow"], Floats("offset", [number()]), Floats("scale", [2])),
            Node("Identity", ["narrow"], ["same"]),
            Ml(
                "LinearRegressor",
                ["same"],
                ["scores"],
                Number("targets", scores),
                Floats("coefficients", [.. Enumerable.Range(0, 3 * scores).Select(_ => number())]),
                Floats("intercepts", [.. Enumerable.Range(0, scores).Select(_ => number())])),
        ]);

    /// <summary>x [-1,2] to label [-1] and scores [-1, classes], not linked.</summary>
    public static byte[] Classifier(float[] coefficients, float[] intercepts, params string[] classes) => Model(
        [Tensor("x", Element.Float, -1, 2)],
        [Tensor("label", Element.String, -1), Tensor("scores", Element.Float, -1, classes.Length)],
        [Ml("LinearClassifier", ["x"], ["label", "scores"], Floats("coefficients", coefficients), Floats("intercepts", intercepts), Texts("classlabels_strings", classes))]);

    /// <summary>x [-1,2], its columns twice side by side, before trees of one score.</summary>
    public static byte[] Twice(Ensemble trees) => Model(
        [Tensor("x", Element.Float, -1, 2)],
        [Tensor("scores", Element.Float, -1, 1)],
        [Node("Concat", ["x", "x"], ["both"], Number("axis", 1)), Renamed(trees.ToNode("TreeEnsembleRegressor", "target", ["scores"], Number("n_targets", 1)), "both")]);

    private static Protos.Onnx.NodeProto Renamed(Protos.Onnx.NodeProto node, string input)
    {
        node.Input[0] = input;
        return node;
    }
}
