using FedMl.Protos.Onnx;
using static FedMl.Protos.Onnx.AttributeProto.Types;
using static FedMl.Tests.Onnx.GraphParts;

namespace FedMl.Tests.Onnx;

/// <summary>Trees, node by node, right or wrong.</summary>
public sealed class Ensemble
{
    private readonly List<(long Tree, long Id, string Mode, long Column, float Value, long WhenTrue, long WhenFalse, bool MissingIsTrue)> nodes = [];
    private readonly List<(long Tree, long Id, long Score, float Value)> weights = [];

    public float[] BaseValues { get; init; } = [];

    public string Aggregate { get; init; } = "SUM";

    public string PostTransform { get; init; } = "NONE";

    /// <summary>Whether thresholds and weights are written in double precision.</summary>
    public bool Doubles { get; init; }

    public Ensemble Branch(long tree, long id, string mode, long column, float value, long whenTrue, long whenFalse, bool missingIsTrue = false)
    {
        nodes.Add((tree, id, mode, column, value, whenTrue, whenFalse, missingIsTrue));
        return this;
    }

    public Ensemble Leaf(long tree, long id, params (long Score, float Value)[] adds)
    {
        nodes.Add((tree, id, "LEAF", 0, 0, 0, 0, false));
        weights.AddRange(adds.Select(w => (tree, id, w.Score, w.Value)));
        return this;
    }

    /// <summary>Adds a weight to whatever node, or none.</summary>
    public Ensemble Weight(long tree, long id, long score, float value)
    {
        weights.Add((tree, id, score, value));
        return this;
    }

    /// <summary>x [-1, columns] to label [-1] and scores [-1, classes].</summary>
    public byte[] ToClassifier(int columns, params string[] classes) => Model(
        [Tensor("x", Input, -1, columns)],
        [Tensor("label", Element.String, -1), Tensor("scores", Element.Float, -1, classes.Length)],
        [ToNode("TreeEnsembleClassifier", "class", ["label", "scores"], Texts("classlabels_strings", classes))]);

    /// <summary>x [-1, columns] to scores [-1, targets].</summary>
    public byte[] ToRegressor(int columns, int targets) => Model(
        [Tensor("x", Input, -1, columns)],
        [Tensor("scores", Element.Float, -1, targets)],
        [ToNode("TreeEnsembleRegressor", "target", ["scores"], Number("n_targets", targets), Text("aggregate_function", Aggregate))]);

    /// <summary>The node alone.</summary>
    public NodeProto ToNode(string op, string role, string[] outputs, params AttributeProto[] more) => Ml(
        op,
        ["x"],
        outputs,
        [
            .. more,
            Longs("nodes_treeids", nodes.Select(n => n.Tree)),
            Longs("nodes_nodeids", nodes.Select(n => n.Id)),
            Longs("nodes_featureids", nodes.Select(n => n.Column)),
            Texts("nodes_modes", [.. nodes.Select(n => n.Mode)]),
            Values("nodes_values", nodes.Select(n => n.Value)),
            Longs("nodes_truenodeids", nodes.Select(n => n.WhenTrue)),
            Longs("nodes_falsenodeids", nodes.Select(n => n.WhenFalse)),
            Longs("nodes_missing_value_tracks_true", nodes.Select(n => n.MissingIsTrue ? 1L : 0)),
            Longs($"{role}_treeids", weights.Select(w => w.Tree)),
            Longs($"{role}_nodeids", weights.Select(w => w.Id)),
            Longs($"{role}_ids", weights.Select(w => w.Score)),
            Values($"{role}_weights", weights.Select(w => w.Value)),
            .. BaseValues.Length == 0 ? Array.Empty<AttributeProto>() : [Values("base_values", BaseValues)],
            Text("post_transform", PostTransform),
        ]);

    private Element Input => Doubles ? Element.Double : Element.Float;

    private AttributeProto Values(string name, IEnumerable<float> values) => Doubles
        ? new AttributeProto
        {
            Name = $"{name}_as_tensor",
            Type = AttributeType.Tensor,
            T = new TensorProto { DataType = (int)Element.Double, Dims = { values.Count() }, DoubleData = { values.Select(v => (double)v) } },
        }
        : Floats(name, [.. values]);
}
