using FedMl.Protos.Onnx;
using static FedMl.Protos.Onnx.AttributeProto.Types;
using static FedMl.Protos.Onnx.TensorProto.Types;
using static FedMl.Tests.Onnx.GraphParts;

namespace FedMl.Tests.Onnx;

/// <summary>Small models, made byte by byte so that a test can say what is right by hand.</summary>
public static class Graphs
{
    /// <summary>y = x, of any element type and shape (-1: free).</summary>
    public static byte[] Identity(Element element, params long[] shape) =>
        Model([Tensor("x", element, shape)], [Tensor("y", element, shape)], [Node("Identity", ["x"], ["y"])]);

    /// <summary>sum = a + b and difference = a - b, INT32 [-1,16], as Triton's own example model.</summary>
    public static byte[] SumAndDifference() => Model(
        [Tensor("INPUT0", Element.Int32, -1, 16), Tensor("INPUT1", Element.Int32, -1, 16)],
        [Tensor("OUTPUT0", Element.Int32, -1, 16), Tensor("OUTPUT1", Element.Int32, -1, 16)],
        [Node("Add", ["INPUT0", "INPUT1"], ["OUTPUT0"]), Node("Sub", ["INPUT0", "INPUT1"], ["OUTPUT1"])]);

    /// <summary>score = a × factor + b; one FP32 input [-1,1] each. The factor tells versions apart.</summary>
    public static byte[] Weighted(float factor) => Model(
        [Tensor("a", Element.Float, -1, 1), Tensor("b", Element.Float, -1, 1)],
        [Tensor("score", Element.Float, -1, 1)],
        [Node("Mul", ["a", "factor"], ["scaled"]), Node("Add", ["scaled", "b"], ["score"])],
        Floats("factor", factor));

    /// <summary>As <see cref="Weighted"/>, but its factor lies in a file beside the model.</summary>
    public static byte[] WeightedFromFile(string location) => Model(
        [Tensor("a", Element.Float, -1, 1), Tensor("b", Element.Float, -1, 1)],
        [Tensor("score", Element.Float, -1, 1)],
        [Node("Mul", ["a", "factor"], ["scaled"]), Node("Add", ["scaled", "b"], ["score"])],
        (new TensorProto
        {
            Dims = { 1 },
            DataType = (int)Element.Float,
            DataLocation = DataLocation.External,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = location }, new StringStringEntryProto { Key = "length", Value = "4" } },
        }, "factor"));

    /// <summary>A linear classifier of two classes whose probabilities come as a sequence of maps.</summary>
    public static byte[] ZipMapClassifier() => Model(
        [Tensor("x", Element.Float, -1, 2)],
        [Tensor("label", Element.String, -1), Sequence("probabilities")],
        [
            Ml("LinearClassifier", ["x"], ["label", "raw"], Floats("coefficients", [1, 0, 0, 1]), Floats("intercepts", [0, 0]), Text("post_transform", "SOFTMAX"), Texts("classlabels_strings", ["no", "yes"])),
            Ml("ZipMap", ["raw"], ["probabilities"], Texts("classlabels_strings", ["no", "yes"])),
        ]);

    /// <summary>A loop that does not end: y never comes.</summary>
    public static byte[] Endless() => Model(
        [Tensor("x", Element.Float, -1, 1)],
        [Tensor("y", Element.Float, -1, 1)],
        [Node("Loop", ["", "go", "x"], ["y"], new AttributeProto { Name = "body", Type = AttributeType.Graph, G = LoopBody() })],
        Bools("go", true));

    /// <summary>y = x, FP32 [-1,1], after as many rounds of a loop as the largest x tells: short or nearly endless by the request.</summary>
    public static byte[] Spinning() => Model(
        [Tensor("x", Element.Float, -1, 1)],
        [Tensor("y", Element.Float, -1, 1)],
        [
            Node("ReduceMax", ["x"], ["largest"], Number("keepdims", 0)),
            Node("Cast", ["largest"], ["rounds"], Number("to", (int)Element.Int64)),
            Node("Loop", ["rounds", "go", "x"], ["y"], new AttributeProto { Name = "body", Type = AttributeType.Graph, G = LoopBody() }),
        ],
        Bools("go", true));

    /// <summary>So many zeros as the largest of n, INT64 [-1,1], tells: FP32 [1,-1].</summary>
    public static byte[] Zeros() => Model(
        [Tensor("n", Element.Int64, -1, 1)],
        [Tensor("y", Element.Float, -1, -1)],
        [
            Node("ReduceMax", ["n"], ["largest"], Number("keepdims", 0)),
            Node("Reshape", ["largest", "one"], ["size"]),
            Node("ConstantOfShape", ["size"], ["zeros"]),
            Node("Unsqueeze", ["zeros", "first"], ["y"]),
        ],
        17,
        Longs("one", 1),
        Longs("first", 0));

    /// <summary>y = x, FP32 [-1,1], so many times in a row.</summary>
    public static byte[] Widened(int columns) => Model(
        [Tensor("x", Element.Float, -1, 1)],
        [Tensor("y", Element.Float, -1, columns)],
        [Node("Tile", ["x", "times"], ["y"])],
        17,
        Longs("times", 1, columns));

    /// <summary>y = x, then x again: twice the rows.</summary>
    public static byte[] Doubled() =>
        Model([Tensor("x", Element.Float, -1, 1)], [Tensor("y", Element.Float, -1, 1)], [Node("Concat", ["x", "x"], ["y"], Number("axis", 0))]);

    /// <summary>Those rows of x that are not negative.</summary>
    public static byte[] NotNegative() => Model(
        [Tensor("x", Element.Float, -1, 1)],
        [Tensor("y", Element.Float, -1, 1)],
        [
            Node("Less", ["x", "zero"], ["negative"]),
            Node("Not", ["negative"], ["keep"]),
            Node("Reshape", ["keep", "flat"], ["condition"]),
            Node("Compress", ["x", "condition"], ["y"], Number("axis", 0)),
        ],
        17,
        Floats("zero", 0),
        Longs("flat", -1));

    /// <summary>The running sum over the rows: what a row answers depends on the rows before it.</summary>
    public static byte[] RunningSum() => Model(
        [Tensor("x", Element.Float, -1, 1)],
        [Tensor("y", Element.Float, -1, 1)],
        [Node("CumSum", ["x", "rows"], ["y"])],
        17,
        Longs("rows", 0));

    /// <summary>An Identity that asks for an operator set of the future.</summary>
    public static byte[] OfTheFuture() => Model([Tensor("x", Element.Float, -1, 1)], [Tensor("y", Element.Float, -1, 1)], [Node("Identity", ["x"], ["y"])], opset: 99);

    /// <summary>Reshapes x to a shape that only some row counts allow, so that it can fail when it runs.</summary>
    public static byte[] OnlyEvenRows() => Model(
        [Tensor("x", Element.Float, -1, 1)],
        [Tensor("y", Element.Float, -1, 1)],
        [Node("Reshape", ["x", "pairs"], ["p"]), Node("Reshape", ["p", "rows"], ["y"])],
        17,
        Longs("pairs", -1, 2),
        Longs("rows", -1, 1));

    /// <summary>The two words of each text, STRING [-1] to [-1,2]: of one word only, the second is empty; of more, it fails.</summary>
    public static byte[] Words() => Model(
        [Tensor("x", Element.String, -1)],
        [Tensor("y", Element.String, -1, 2), Tensor("n", Element.Int64, -1)],
        [Node("StringSplit", ["x"], ["y", "n"])],
        opset: 20);

    /// <summary>For each place x, INT64 [-1], the label at it, STRING [-1]; fails where there is none.</summary>
    public static byte[] Labels(params string[] labels) => Model(
        [Tensor("x", Element.Int64, -1)],
        [Tensor("y", Element.String, -1)],
        [
            Node("Gather", ["places", "x"], ["place"]),
            Ml("LabelEncoder", ["place"], ["y"], Longs("keys_int64s", Enumerable.Range(0, labels.Length).Select(i => (long)i)), Texts("values_strings", labels)),
        ],
        Longs("places", [.. Enumerable.Range(0, labels.Length).Select(i => (long)i)]));

    private static GraphProto LoopBody()
    {
        var graph = new GraphProto { Name = "body" };
        graph.Input.Add([Tensor("i", Element.Int64), Tensor("keep", Element.Bool), Tensor("v", Element.Float, -1, 1)]);
        graph.Output.Add([Tensor("keep_out", Element.Bool), Tensor("v_out", Element.Float, -1, 1)]);
        graph.Node.Add([Node("Identity", ["keep"], ["keep_out"]), Node("Identity", ["v"], ["v_out"])]);
        return graph;
    }
}
