using FedMl.Protos.Onnx;
using static FedMl.Tests.Onnx.GraphParts;

namespace FedMl.Tests.Onnx;

/// <summary>Graphs that harm the process that loads or runs them, or that no runtime can run.</summary>
public static class Hostile
{
    /// <summary>y = x + the sum of so many floats, which no file holds: they come into being when the graph is loaded or run.</summary>
    public static byte[] MemoryBomb(long floats) => Model(
        [Tensor("x", Element.Float, -1, 1)],
        [Tensor("y", Element.Float, -1, 1)],
        [Node("ConstantOfShape", ["size"], ["zeros"]), Node("ReduceSum", ["zeros"], ["sum"], Number("keepdims", 0)), Node("Add", ["x", "sum"], ["y"])],
        Longs("size", floats));

    /// <summary>The same, but how many floats is known only when it runs: so many for each row.</summary>
    public static byte[] MemoryBombWhenRun(long floatsARow) => Model(
        [Tensor("x", Element.Float, -1, 1)],
        [Tensor("y", Element.Float, -1, 1)],
        [
            Node("Shape", ["x"], ["shape"]),
            Node("Mul", ["shape", "factors"], ["size"]),
            Node("ConstantOfShape", ["size"], ["zeros"]),
            Node("ReduceSum", ["zeros"], ["sum"], Number("keepdims", 0)),
            Node("Add", ["x", "sum"], ["y"]),
        ],
        Longs("factors", floatsARow, 1));

    /// <summary>An Identity of this IR version, these operator sets and these further operators, in a row.</summary>
    public static byte[] Of(long irVersion, (string Domain, long Version)[] sets, params (string Domain, string Name)[] operators)
    {
        var model = ModelProto.Parser.ParseFrom(Graphs.Identity(Element.Float, -1, 1));
        model.IrVersion = irVersion;
        model.OpsetImport.Clear();
        model.OpsetImport.AddRange(sets.Select(s => new OperatorSetIdProto { Domain = s.Domain, Version = s.Version }));
        var at = "y";
        foreach (var (domain, name) in operators)
        {
            var node = Node(name, [at], [at + "y"]);
            node.Domain = domain;
            model.Graph.Node.Add(node);
            at += "y";
        }

        model.Graph.Output[0].Name = at;
        return Google.Protobuf.MessageExtensions.ToByteArray(model);
    }
}
