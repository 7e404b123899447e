using FedMl.Protos.Onnx;
using Google.Protobuf;
using static FedMl.Protos.Onnx.AttributeProto.Types;
using static FedMl.Tests.Onnx.GraphParts;

namespace FedMl.Tests.Onnx;

/// <summary>Trees, node by node, right or wrong.</summary>
public sealed class Ensemble
{
    private static readonly string[] ModesOfVersion5 = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "BRANCH_MEMBER"];

    private readonly List<(long Tree, long Id, string Mode, long Column, float Value, long WhenTrue, long WhenFalse, bool MissingIsTrue, float[] Members)> nodes = [];
    private readonly List<(long Tree, long Id, long Score, float Value)> weights = [];

    public float[] BaseValues { get; init; } = [];

    public string Aggregate { get; init; } = "SUM";

    public string PostTransform { get; init; } = "NONE";

    /// <summary>Whether thresholds and weights are written in double precision.</summary>
    public bool Doubles { get; init; }

    public Ensemble Branch(long tree, long id, string mode, long column, float value, long whenTrue, long whenFalse, bool missingIsTrue = false, params float[] members)
    {
        nodes.Add((tree, id, mode, column, value, whenTrue, whenFalse, missingIsTrue, members));
        return this;
    }

    public Ensemble Leaf(long tree, long id, params (long Score, float Value)[] adds)
    {
        nodes.Add((tree, id, "LEAF", 0, 0, 0, 0, false, []));
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

    /// <summary>x [-1, columns] to scores [-1, targets], by the operator of version 5. Every leaf must have one weight.</summary>
    public byte[] ToTreeEnsemble(int columns, int targets)
    {
        var branches = nodes.Where(n => n.Mode != "LEAF").ToList();
        var places = branches.Index().ToDictionary(b => (b.Item.Tree, b.Item.Id), b => (Place: b.Index, IsLeaf: 0));
        foreach (var (index, leaf) in weights.Index())
        {
            places[(leaf.Tree, leaf.Id)] = (index, 1);
        }

        var (whenTrue, whenFalse) = (branches.Select(b => places[(b.Tree, b.WhenTrue)]).ToList(), branches.Select(b => places[(b.Tree, b.WhenFalse)]).ToList());
        return Model(
            [Tensor("x", Input, -1, columns)],
            [Tensor("scores", Input, -1, targets)],
            [
                Ml(
                    "TreeEnsemble",
                    ["x"],
                    ["scores"],
                    Number("n_targets", targets),
                    Number("aggregate_function", Aggregate == "AVERAGE" ? 0 : 1),
                    Number("post_transform", 0),
                    Longs("tree_roots", branches.Index().DistinctBy(b => b.Item.Tree).Select(b => (long)b.Index)),
                    Longs("nodes_featureids", branches.Select(b => b.Column)),
                    Constant("nodes_modes", Element.UInt8, branches.Select(b => (double)Array.IndexOf(ModesOfVersion5, b.Mode))),
                    Constant("nodes_splits", Input, branches.Select(b => (double)b.Value)),
                    Longs("nodes_truenodeids", whenTrue.Select(w => (long)w.Place)),
                    Longs("nodes_trueleafs", whenTrue.Select(w => (long)w.IsLeaf)),
                    Longs("nodes_falsenodeids", whenFalse.Select(w => (long)w.Place)),
                    Longs("nodes_falseleafs", whenFalse.Select(w => (long)w.IsLeaf)),
                    Longs("nodes_missing_value_tracks_true", branches.Select(b => b.MissingIsTrue ? 1L : 0)),
                    Longs("leaf_targetids", weights.Select(w => w.Score)),
                    Constant("leaf_weights", Input, weights.Select(w => (double)w.Value)),
                    Constant("membership_values", Input, branches.Where(b => b.Mode == "BRANCH_MEMBER").SelectMany(b => b.Members.Append(float.NaN)).Select(m => (double)m))),
            ],
            opset: 21,
            classical: 5);
    }

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
        ? Constant($"{name}_as_tensor", Element.Double, values.Select(v => (double)v))
        : Floats(name, [.. values]);

    private static AttributeProto Constant(string name, Element element, IEnumerable<double> values)
    {
        var tensor = new TensorProto { DataType = (int)element, Dims = { values.Count() } };
        switch (element)
        {
            case Element.Double:
                tensor.DoubleData.Add(values);
                break;
            case Element.Float:
                tensor.FloatData.Add(values.Select(v => (float)v));
                break;
            default:
                tensor.RawData = ByteString.CopyFrom([.. values.Select(v => (byte)v)]);
                break;
        }

        return new AttributeProto { Name = name, Type = AttributeType.Tensor, T = tensor };
    }
}
