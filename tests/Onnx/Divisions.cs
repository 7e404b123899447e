using FedMl.Protos.Onnx;
using Google.Protobuf;
using static FedMl.Protos.Onnx.AttributeProto.Types;
using static FedMl.Tests.Onnx.GraphParts;

namespace FedMl.Tests.Onnx;

/// <summary>Graphs that divide a by b, each [-1,1], in one way or another.</summary>
public static class Divisions
{
    public static byte[] Of(Element element, string op = "Div") =>
        Model([Tensor("a", element, -1, 1), Tensor("b", element, -1, 1)], [Tensor("y", element, -1, 1)], [Node(op, ["a", "b"], ["y"])]);

    /// <summary>INT64, by a number of the graph.</summary>
    public static byte[] By(long divisor) => Model([Tensor("a", Element.Int64, -1, 1)], [Tensor("y", Element.Int64, -1, 1)], [Node("Div", ["a", "k"], ["y"])], Longs("k", divisor));

    /// <summary>INT64, a number of the graph.</summary>
    public static byte[] OfNumber(long dividend) => Model([Tensor("b", Element.Int64, -1, 1)], [Tensor("y", Element.Int64, -1, 1)], [Node("Div", ["k", "b"], ["y"])], Longs("k", dividend));

    /// <summary>INT64, by the divisor's absolute value.</summary>
    public static byte[] Guarded() => Model(
        [Tensor("a", Element.Int64, -1, 1), Tensor("b", Element.Int64, -1, 1)],
        [Tensor("y", Element.Int64, -1, 1)],
        [Node("Abs", ["b"], ["positive"]), Node("Div", ["a", "positive"], ["y"])]);

    /// <summary>INT64, by the number of elements.</summary>
    public static byte[] BySize() => Model(
        [Tensor("a", Element.Int64, -1, 1)],
        [Tensor("y", Element.Int64, -1, 1)],
        [Node("Size", ["a"], ["size"]), Node("Reshape", ["size", "flat"], ["n"]), Node("Div", ["a", "n"], ["y"])],
        Longs("flat", -1));

    /// <summary>Floats that become integers on the way, and are moved about.</summary>
    public static byte[] Cast() => Model(
        [Tensor("a", Element.Float, -1, 1), Tensor("b", Element.Float, -1, 1)],
        [Tensor("y", Element.Int32, -1)],
        [
            Node("Cast", ["a"], ["ia"], Number("to", (long)Element.Int32)),
            Node("Cast", ["b"], ["ib"], Number("to", (long)Element.Int32)),
            Node("Reshape", ["ib", "flat"], ["rb"]),
            Node("Reshape", ["ia", "flat"], ["ra"]),
            Node("Div", ["ra", "rb"], ["y"]),
        ],
        Longs("flat", -1));

    /// <summary>Floats that become integers by an attribute whose name stands behind its value.</summary>
    public static byte[] CastNamedLast()
    {
        byte[] named = [.. new AttributeProto { I = (long)Element.Int64, Type = AttributeType.Int }.ToByteArray(), .. new AttributeProto { Name = "to" }.ToByteArray()];
        byte[] Cast(string from, string to) => Functions.Field(1, [.. Node("Cast", [from], [to]).ToByteArray(), .. Functions.Field(5, named)]);
        byte[] inputs = [.. new GraphProto { Input = { Tensor("a", Element.Float, -1, 1), Tensor("b", Element.Float, -1, 1) } }.ToByteArray()];
        byte[] division = new GraphProto { Node = { Node("Div", ["ia", "ib"], ["y"]) } }.ToByteArray();
        return Functions.Field(7, [.. inputs, .. Cast("a", "ia"), .. Cast("b", "ib"), .. division]);
    }

    /// <summary>In a branch, which takes its numbers from around it.</summary>
    public static byte[] InABranch()
    {
        var branch = new GraphProto { Name = "branch", Node = { Node("Div", ["a", "b"], ["chosen"]) }, Output = { Tensor("chosen", Element.Int64, -1, 1) } };
        return Model(
            [Tensor("a", Element.Int64, -1, 1), Tensor("b", Element.Int64, -1, 1)],
            [Tensor("y", Element.Int64, -1, 1)],
            [Node("If", ["yes"], ["y"], new AttributeProto { Name = "then_branch", Type = AttributeType.Graph, G = branch }, new AttributeProto { Name = "else_branch", Type = AttributeType.Graph, G = branch })],
            Bools("yes", true));
    }
}
