using FedMl.Protos.Onnx;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>Reads <c>TreeEnsemble</c>, the one operator that takes the place of the classic two since version 5 of the classical operators.</summary>
internal sealed class TreeEnsembleV5Reader
{
    private const int Member = 6;

    private static readonly Split[] Splits = [Split.LessOrEqual, Split.Less, Split.GreaterOrEqual, Split.Greater, Split.Equal, Split.NotEqual];

    private readonly NodeAttributes attributes;
    private readonly IReadOnlyList<double> leafWeights;
    private readonly IReadOnlyList<long> leafScores;
    private readonly int branchCount;
    private readonly List<TreeNode> nodes;

    private TreeEnsembleV5Reader(NodeProto node)
    {
        attributes = new NodeAttributes(node);
        branchCount = attributes.Ints("nodes_featureids").Count;
        leafWeights = attributes.Tensor("leaf_weights");
        leafScores = attributes.Ints("leaf_targetids");
        nodes = new List<TreeNode>(branchCount + leafWeights.Count);
    }

    /// <param name="node">The node.</param>
    /// <param name="maxNodes">Most nodes on all ways through all trees.</param>
    /// <exception cref="UnreadableGraphException">It is broken, too large, or its trees do not add up.</exception>
    public static TreeEnsemble Read(NodeProto node, int maxNodes) => new TreeEnsembleV5Reader(node).Read(maxNodes);

    private TreeEnsemble Read(int maxNodes)
    {
        if (branchCount + leafWeights.Count > maxNodes)
        {
            throw TreeShape.TooManyNodes(maxNodes);
        }

        var scores = attributes.Int("n_targets", 0);
        if (scores is < 1 or > LeafList.MaxScores || leafScores.Count != leafWeights.Count || leafScores.Any(s => s < 0 || s >= scores) || !leafWeights.All(double.IsFinite))
        {
            throw new UnreadableGraphException("a leaf's weight is not finite, or for a raw score that is not there");
        }

        var members = AddBranches();
        nodes.AddRange(leafWeights.Select((_, leaf) => new TreeNode(Split.Leaf, false, 0, 0, leaf, leaf + 1)));
        AddMembers(members);
        TreeNode[] all = [.. nodes];
        int[] roots = [.. attributes.Ints("tree_roots").Select(root => Place(root, isLeaf: false))];
        return new TreeEnsemble
        {
            Nodes = all,
            Roots = roots.Length > 0 ? roots : throw new UnreadableGraphException("the ensemble has no tree"),
            Weights = [.. leafScores.Zip(leafWeights, (score, weight) => new LeafWeight((int)score, weight))],
            BaseValues = new double[scores],
            Factor = FactorOf(attributes.Int("aggregate_function", 1), roots.Length),
            Columns = all.Max(n => n.Column) + 1,
            Classes = [],
            Depth = TreeShape.Check(all, roots, maxNodes),
        };
    }

    // Nodes keep their numbers, leaves come behind them. Returns the nodes that ask for membership of a set.
    private List<int> AddBranches()
    {
        var columns = attributes.Ints("nodes_featureids");
        var modes = Field(attributes.Tensor("nodes_modes"));
        var thresholds = Field(attributes.Tensor("nodes_splits"));
        var (whenTrue, trueLeaves) = (Field(attributes.Ints("nodes_truenodeids")), Field(attributes.Ints("nodes_trueleafs")));
        var (whenFalse, falseLeaves) = (Field(attributes.Ints("nodes_falsenodeids")), Field(attributes.Ints("nodes_falseleafs")));
        var missing = attributes.Ints("nodes_missing_value_tracks_true") is { Count: > 0 } given ? Field(given) : null;
        List<int> members = [];
        for (var i = 0; i < branchCount; i++)
        {
            var mode = (int)modes[i];
            if (mode == Member)
            {
                members.Add(i);
            }
            else if (mode < 0 || mode >= Splits.Length)
            {
                throw new UnreadableGraphException("a node's mode is unknown");
            }

            nodes.Add(new TreeNode(
                mode == Member ? Split.Equal : Splits[mode],
                missing?[i] > 0,
                NodeList.ColumnOf(columns[i]),
                thresholds[i],
                Place(whenTrue[i], trueLeaves[i] != 0),
                Place(whenFalse[i], falseLeaves[i] != 0)));
        }

        return members;
    }

    // A set is asked for one member after the other. Sets stand one after the other, a NaN behind each.
    private void AddMembers(List<int> members)
    {
        var sets = SetsOf(attributes.Tensor("membership_values"));
        if (sets.Count != members.Count)
        {
            throw new UnreadableGraphException($"{members.Count} of its nodes ask for a set, and it has {sets.Count} sets");
        }

        foreach (var (index, set) in members.Zip(sets))
        {
            var node = nodes[index];
            var at = index;
            // Nothing equals a NaN: it stands for the empty set.
            nodes[at] = node with { Threshold = set.Count > 0 ? set[0] : double.NaN };
            foreach (var member in set.Skip(1))
            {
                nodes[at] = nodes[at] with { WhenFalse = nodes.Count };
                at = nodes.Count;
                nodes.Add(node with { Threshold = member });
            }
        }
    }

    private static List<List<double>> SetsOf(IReadOnlyList<double> values)
    {
        List<List<double>> sets = [];
        var open = false;
        foreach (var value in values)
        {
            if (!open)
            {
                sets.Add([]);
            }

            open = !double.IsNaN(value);
            if (open)
            {
                sets[^1].Add(value);
            }
        }

        return sets;
    }

    private IReadOnlyList<T> Field<T>(IReadOnlyList<T> field) => field.Count == branchCount
        ? field
        : throw new UnreadableGraphException("the lists of nodes differ in length");

    private int Place(long id, bool isLeaf) => id >= 0 && id < (isLeaf ? leafWeights.Count : branchCount)
        ? (int)id + (isLeaf ? branchCount : 0)
        : throw new UnreadableGraphException($"a tree refers to {(isLeaf ? "leaf" : "node")} {id}, which is not there");

    private static double FactorOf(long function, int trees) => function switch
    {
        0 => 1.0 / trees,
        1 => 1,
        _ => throw new UnreadableGraphException("the trees are aggregated by a minimum or maximum, which is no sum"),
    };
}
