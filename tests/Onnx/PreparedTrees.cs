using FedMl.Protos.Onnx;
using static FedMl.Tests.Onnx.GraphParts;

namespace FedMl.Tests.Onnx;

/// <summary>Trees with the nodes around them that exporters write, by what these are.</summary>
public static class PreparedTrees
{
    private const int Columns = 3;

    public static IReadOnlyDictionary<string, Func<byte[]>> All { get; } = new Dictionary<string, Func<byte[]>>
    {
        ["columns one by one, joined"] = () => Model(
            [Tensor("a", Element.Float, -1, 1), Tensor("b", Element.Float, -1, 1), Tensor("c", Element.Float, -1, 1)],
            [Tensor("y", Element.Float, -1, 1)],
            [Node("Concat", ["a", "b", "c"], ["x"], Number("axis", 1)), Regressor("y")]),
        ["integers, cast"] = () => Model(
            [Tensor("n", Element.Int64, -1, Columns)],
            [Tensor("y", Element.Float, -1, 1)],
            [Node("Cast", ["n"], ["x"], Number("to", (int)Element.Float)), Regressor("y")]),
        ["doubles, cast"] = () => Model(
            [Tensor("d", Element.Double, -1, Columns)],
            [Tensor("y", Element.Float, -1, 1)],
            [Node("Cast", ["d"], ["x"], Number("to", (int)Element.Float)), Regressor("y")]),
        ["scaler"] = () => Model(
            [Tensor("raw", Element.Float, -1, Columns)],
            [Tensor("y", Element.Float, -1, 1)],
            [Ml("Scaler", ["raw"], ["x"], Floats("offset", [0.1f, 0.2f, 0.3f]), Floats("scale", [2, 3, 4])), Regressor("y")]),
        ["imputer"] = () => Model(
            [Tensor("raw", Element.Float, -1, Columns)],
            [Tensor("y", Element.Float, -1, 1)],
            [Ml("Imputer", ["raw"], ["x"], Floats("imputed_value_floats", [1, 2, 3]), Single("replaced_value_float", float.NaN)), Regressor("y")]),
        ["columns taken"] = () => Model(
            [Tensor("raw", Element.Float, -1, 5)],
            [Tensor("y", Element.Float, -1, 1)],
            [Ml("ArrayFeatureExtractor", ["raw", "places"], ["x"]), Regressor("y")],
            17,
            Longs("places", 4, 0, 2)),
        ["sigmoid, flattened"] = () => Model(
            [Tensor("x", Element.Float, -1, Columns)],
            [Tensor("p", Element.Float, -1)],
            [Regressor("y"), Node("Sigmoid", ["y"], ["s"]), Node("Reshape", ["s", "flat"], ["p"])],
            17,
            Longs("flat", -1)),
        ["softmax, greatest, label"] = () => Model(
            [Tensor("x", Element.Float, -1, Columns)],
            [Tensor("label", Element.Int64, -1), Tensor("p", Element.Float, -1, Columns)],
            [
                Regressor("y", 0, 1, 2),
                Node("Softmax", ["y"], ["p"], Number("axis", 1)),
                Node("ArgMax", ["p"], ["place"], Number("axis", 1)),
                Ml("ArrayFeatureExtractor", ["classes", "place"], ["one"]),
                Node("Reshape", ["one", "flat"], ["label"]),
            ],
            17,
            Longs("classes", 10, 20, 30),
            Longs("flat", -1)),
        ["two outputs of one value"] = () => Model(
            [Tensor("x", Element.Float, -1, Columns)],
            [Tensor("y", Element.Float, -1, 1), Tensor("z", Element.Float, -1, 1)],
            [Regressor("y"), Node("Identity", ["y"], ["z"])]),
    };

    private static NodeProto Regressor(string output, params long[] scores)
    {
        scores = scores.Length == 0 ? [0] : scores;
        var random = new Random(1);
        var trees = new Ensemble();
        for (var tree = 0; tree < 9; tree++)
        {
            for (var node = 0; node < 7; node++)
            {
                trees.Branch(tree, node, "BRANCH_LEQ", random.Next(Columns), random.Next(9) / 4f, (2 * node) + 1, (2 * node) + 2, random.Next(2) == 0);
            }

            for (var leaf = 7; leaf < 15; leaf++)
            {
                trees.Leaf(tree, leaf, [.. scores.Select(score => (score, (float)random.NextDouble()))]);
            }
        }

        return trees.ToNode("TreeEnsembleRegressor", "target", [output], Number("n_targets", scores.Length));
    }

    private static AttributeProto Single(string name, float value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };
}
