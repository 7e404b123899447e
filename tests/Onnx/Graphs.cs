using System.Runtime.InteropServices;
using FedMl.Tests.Onnx.Wire;
using Google.Protobuf;

namespace FedMl.Tests.Onnx;

/// <summary>ONNX element types by their number in the format.</summary>
public enum Element
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    BFloat16 = 16,
}

/// <summary>Small models, made byte by byte so that a test can say what is right by hand.</summary>
public static class Graphs
{
    private const int ExternalLocation = 1;

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
            DataLocation = ExternalLocation,
            ExternalData = { new StringEntry { Key = "location", Value = location }, new StringEntry { Key = "length", Value = "4" } },
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
        [Node("Loop", ["", "go", "x"], ["y"], new AttributeProto { Name = "body", Type = 5, G = LoopBody() })],
        Bools("go", true));

    /// <summary>y = x, FP32 [-1,1], after as many rounds of a loop as the largest x tells: short or nearly endless by the request.</summary>
    public static byte[] Spinning() => Model(
        [Tensor("x", Element.Float, -1, 1)],
        [Tensor("y", Element.Float, -1, 1)],
        [
            Node("ReduceMax", ["x"], ["largest"], Number("keepdims", 0)),
            Node("Cast", ["largest"], ["rounds"], Number("to", (int)Element.Int64)),
            Node("Loop", ["rounds", "go", "x"], ["y"], new AttributeProto { Name = "body", Type = 5, G = LoopBody() }),
        ],
        Bools("go", true));

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

    private static GraphProto LoopBody()
    {
        var graph = new GraphProto { Name = "body" };
        graph.Input.Add([Tensor("i", Element.Int64), Tensor("keep", Element.Bool), Tensor("v", Element.Float, -1, 1)]);
        graph.Output.Add([Tensor("keep_out", Element.Bool), Tensor("v_out", Element.Float, -1, 1)]);
        graph.Node.Add([Node("Identity", ["keep"], ["keep_out"]), Node("Identity", ["v"], ["v_out"])]);
        return graph;
    }

    private static byte[] Model(ValueInfoProto[] inputs, ValueInfoProto[] outputs, NodeProto[] nodes, params (TensorProto Tensor, string Name)[] constants) =>
        Model(inputs, outputs, nodes, 17, constants);

    private static byte[] Model(ValueInfoProto[] inputs, ValueInfoProto[] outputs, NodeProto[] nodes, int opset, params (TensorProto Tensor, string Name)[] constants)
    {
        var graph = new GraphProto { Name = "test" };
        graph.Input.Add(inputs);
        graph.Output.Add(outputs);
        graph.Node.Add(nodes);
        foreach (var (tensor, name) in constants)
        {
            tensor.Name = name;
            graph.Initializer.Add(tensor);
        }

        return new ModelProto
        {
            IrVersion = 8,
            Graph = graph,
            OpsetImport = { new OperatorSet { Version = opset }, new OperatorSet { Domain = "ai.onnx.ml", Version = 3 } },
        }.ToByteArray();
    }

    private static ValueInfoProto Tensor(string name, Element element, params long[] shape)
    {
        var dimensions = new Shape();
        for (var i = 0; i < shape.Length; i++)
        {
            dimensions.Dim.Add(shape[i] < 0 ? new Dimension { DimParam = i == 0 ? "N" : $"d{i}" } : new Dimension { DimValue = shape[i] });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TensorType { ElemType = (int)element, Shape = dimensions } } };
    }

    private static ValueInfoProto Sequence(string name) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            SequenceType = new SequenceType
            {
                ElemType = new TypeProto
                {
                    MapType = new MapType { KeyType = (int)Element.String, ValueType = new TypeProto { TensorType = new TensorType { ElemType = (int)Element.Float } } },
                },
            },
        },
    };

    private static NodeProto Node(string op, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = op };
        node.Input.Add(inputs);
        node.Output.Add(outputs);
        node.Attribute.Add(attributes);
        return node;
    }

    private static NodeProto Ml(string op, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        var node = Node(op, inputs, outputs, attributes);
        node.Domain = "ai.onnx.ml";
        return node;
    }

    private static AttributeProto Floats(string name, float[] values) => new() { Name = name, Type = 6, Floats = { values } };

    private static AttributeProto Number(string name, long value) => new() { Name = name, Type = 2, I = value };

    private static AttributeProto Text(string name, string value) => new() { Name = name, Type = 3, S = ByteString.CopyFromUtf8(value) };

    private static AttributeProto Texts(string name, string[] values) => new() { Name = name, Type = 8, Strings = { values.Select(ByteString.CopyFromUtf8) } };

    private static (TensorProto Tensor, string Name) Floats(string name, float value) =>
        (new TensorProto { Dims = { 1 }, DataType = (int)Element.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>([value])) }, name);

    private static (TensorProto Tensor, string Name) Longs(string name, params long[] values) =>
        (new TensorProto { Dims = { values.Length }, DataType = (int)Element.Int64, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)) }, name);

    private static (TensorProto Tensor, string Name) Bools(string name, bool value) =>
        (new TensorProto { DataType = (int)Element.Bool, RawData = ByteString.CopyFrom(value ? (byte)1 : (byte)0) }, name);
}
