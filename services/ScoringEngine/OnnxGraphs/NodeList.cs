namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>The nodes of an ensemble as the classic operators hold them: one list for each field, joined by tree and node id.</summary>
internal sealed class NodeList
{
    private readonly Dictionary<(long Tree, long Node), int> places;

    public NodeList(NodeAttributes attributes)
    {
        var trees = attributes.Ints("nodes_treeids");
        var ids = Field(attributes.Ints("nodes_nodeids"), trees.Count, "nodes_nodeids");
        var columns = Field(attributes.Ints("nodes_featureids"), trees.Count, "nodes_featureids");
        var modes = Field(attributes.Texts("nodes_modes"), trees.Count, "nodes_modes");
        var thresholds = Field(attributes.Numbers("nodes_values"), trees.Count, "nodes_values");
        var whenTrue = Field(attributes.Ints("nodes_truenodeids"), trees.Count, "nodes_truenodeids");
        var whenFalse = Field(attributes.Ints("nodes_falsenodeids"), trees.Count, "nodes_falsenodeids");
        var missing = attributes.Ints("nodes_missing_value_tracks_true") is { Count: > 0 } given ? Field(given, trees.Count, "nodes_missing_value_tracks_true") : null;

        places = PlacesOf(trees, ids);
        Roots = RootsOf(trees);
        Nodes = new TreeNode[trees.Count];
        for (var i = 0; i < Nodes.Length; i++)
        {
            var split = SplitOf(modes[i]);
            Nodes[i] = split == Split.Leaf
                ? new TreeNode(split, false, 0, 0, 0, 0)
                : new TreeNode(split, missing?[i] > 0, ColumnOf(columns[i]), thresholds[i], PlaceOf(trees[i], whenTrue[i]), PlaceOf(trees[i], whenFalse[i]));
        }
    }

    public TreeNode[] Nodes { get; }

    /// <summary>Place of the first node of each tree.</summary>
    public int[] Roots { get; }

    /// <exception cref="UnreadableGraphException">There is no such node.</exception>
    public int PlaceOf(long tree, long node) => places.TryGetValue((tree, node), out var place)
        ? place
        : throw new UnreadableGraphException($"tree {tree} refers to node {node}, which it does not have");

    private static IReadOnlyList<T> Field<T>(IReadOnlyList<T> field, int count, string name) => field.Count == count
        ? field
        : throw new UnreadableGraphException($"nodes_treeids has {count} entries and {name} {field.Count}");

    private static Dictionary<(long Tree, long Node), int> PlacesOf(IReadOnlyList<long> trees, IReadOnlyList<long> ids)
    {
        var places = new Dictionary<(long Tree, long Node), int>(trees.Count);
        for (var i = 0; i < trees.Count; i++)
        {
            if (!places.TryAdd((trees[i], ids[i]), i))
            {
                throw new UnreadableGraphException($"tree {trees[i]} has node {ids[i]} twice");
            }
        }

        return places;
    }

    // A tree begins where another tree id begins, and its first node is its root.
    private static int[] RootsOf(IReadOnlyList<long> trees)
    {
        int[] roots = [.. Enumerable.Range(0, trees.Count).Where(i => i == 0 || trees[i] != trees[i - 1])];
        return roots.Length == 0 ? throw new UnreadableGraphException("the ensemble has no tree")
            : roots.Select(r => trees[r]).Distinct().Count() == roots.Length ? roots
            : throw new UnreadableGraphException("the nodes of a tree do not stand together");
    }

    private static Split SplitOf(string mode) => mode switch
    {
        "LEAF" => Split.Leaf,
        "BRANCH_LEQ" => Split.LessOrEqual,
        "BRANCH_LT" => Split.Less,
        "BRANCH_GTE" => Split.GreaterOrEqual,
        "BRANCH_GT" => Split.Greater,
        "BRANCH_EQ" => Split.Equal,
        "BRANCH_NEQ" => Split.NotEqual,
        _ => throw new UnreadableGraphException("a node's mode is unknown"),
    };

    public static int ColumnOf(long column) => column is >= 0 and < int.MaxValue
        ? (int)column
        : throw new UnreadableGraphException($"a node looks at column {column}");
}
