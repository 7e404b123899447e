using System.Runtime.InteropServices;
using FedMl.Protos.Onnx;
using Google.Protobuf;
using static FedMl.Tests.Onnx.GraphParts;

namespace FedMl.Tests.Onnx;

/// <summary>Models of a size that is worth measuring: FP32 x [-1,n] → y [-1,m], with weights from a seed.</summary>
public static class Networks
{
    /// <summary>Complete trees of one depth whose leaves are summed up, as gradient boosting leaves them behind.</summary>
    public static byte[] BoostedTrees(int trees, int depth, int features, int seed)
    {
        var random = new Random(seed);
        var inner = (1 << depth) - 1;
        var size = (2 << depth) - 1;
        var nodes = (from tree in Enumerable.Range(0, trees) from node in Enumerable.Range(0, size) select (Tree: (long)tree, Node: (long)node, IsInner: node < inner)).ToList();
        var leaves = nodes.Where(n => !n.IsInner).ToList();

        return Model(
            [Tensor("x", Element.Float, -1, features)],
            [Tensor("y", Element.Float, -1, 1)],
            [
                Ml(
                    "TreeEnsembleRegressor",
                    ["x"],
                    ["y"],
                    Longs("nodes_treeids", nodes.Select(n => n.Tree)),
                    Longs("nodes_nodeids", nodes.Select(n => n.Node)),
                    Longs("nodes_featureids", nodes.Select(n => n.IsInner ? random.Next(features) : 0L)),
                    Floats("nodes_values", [.. nodes.Select(n => n.IsInner ? Normal(random) : 0)]),
                    Texts("nodes_modes", [.. nodes.Select(n => n.IsInner ? "BRANCH_LEQ" : "LEAF")]),
                    Longs("nodes_truenodeids", nodes.Select(n => n.IsInner ? (2 * n.Node) + 1 : 0)),
                    Longs("nodes_falsenodeids", nodes.Select(n => n.IsInner ? (2 * n.Node) + 2 : 0)),
                    Longs("target_treeids", leaves.Select(n => n.Tree)),
                    Longs("target_nodeids", leaves.Select(n => n.Node)),
                    Longs("target_ids", leaves.Select(_ => 0L)),
                    Floats("target_weights", [.. leaves.Select(_ => Normal(random) / trees)]),
                    Number("n_targets", 1)),
            ]);
    }

    /// <summary>One layer that is applied many times, with tanh between: slow, though small in memory.</summary>
    public static byte[] Recurrent(int seed, int features, int width, int times)
    {
        var random = new Random(seed);
        List<NodeProto> nodes = [Node("MatMul", ["x", "first"], ["h0"])];
        for (var i = 0; i < times; i++)
        {
            nodes.Add(Node("MatMul", [$"h{i}", "again"], [$"sum{i}"]));
            nodes.Add(Node("Tanh", [$"sum{i}"], [$"h{i + 1}"]));
        }

        nodes.Add(Node("MatMul", [$"h{times}", "last"], ["y"]));
        return Model(
            [Tensor("x", Element.Float, -1, features)],
            [Tensor("y", Element.Float, -1, 1)],
            [.. nodes],
            [(Weights(random, 1 / Math.Sqrt(features), features, width), "first"), (Weights(random, 1 / Math.Sqrt(width), width, width), "again"), (Weights(random, 1 / Math.Sqrt(width), width, 1), "last")]);
    }

    /// <summary>Fully connected layers with ReLU between them, and a sigmoid at the end where asked for.</summary>
    /// <param name="seed">The same seed makes the same weights.</param>
    /// <param name="sigmoid">Whether the output is squashed.</param>
    /// <param name="widths">Width of the input, of each layer, of the output.</param>
    public static byte[] Dense(int seed, bool sigmoid, params int[] widths)
    {
        var random = new Random(seed);
        List<NodeProto> nodes = [];
        List<(TensorProto, string)> weights = [];
        var from = "x";
        for (var layer = 1; layer < widths.Length; layer++)
        {
            var last = layer == widths.Length - 1;
            var to = last && !sigmoid ? "y" : $"sum{layer}";
            var (rows, columns) = (widths[layer - 1], widths[layer]);
            weights.Add((Weights(random, Math.Sqrt(2.0 / rows), rows, columns), $"w{layer}"));
            weights.Add((Weights(random, 0.1, columns), $"b{layer}"));
            nodes.Add(Node("Gemm", [from, $"w{layer}", $"b{layer}"], [to]));
            from = to;
            if (!last || sigmoid)
            {
                from = last ? "y" : $"layer{layer}";
                nodes.Add(Node(last ? "Sigmoid" : "Relu", [to], [from]));
            }
        }

        return Model([Tensor("x", Element.Float, -1, widths[0])], [Tensor("y", Element.Float, -1, widths[^1])], [.. nodes], [.. weights]);
    }

    private static TensorProto Weights(Random random, double spread, params int[] shape)
    {
        var values = new float[shape.Aggregate(1, (product, size) => product * size)];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)(Normal(random) * spread);
        }

        return new TensorProto { Dims = { shape.Select(d => (long)d) }, DataType = (int)Element.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)) };
    }

    /// <summary>Standard normal (Box and Muller).</summary>
    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
