namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>The weights of an ensemble's leaves as the classic operators hold them: one list for each field.</summary>
internal sealed class LeafList
{
    private const int MaxTargets = 100_000;

    private readonly IReadOnlyList<long> trees;
    private readonly IReadOnlyList<long> nodes;
    private readonly IReadOnlyList<long> scores;
    private readonly IReadOnlyList<double> values;

    private LeafList(NodeAttributes attributes, string role, long scoreCount)
    {
        trees = attributes.Ints($"{role}_treeids");
        nodes = attributes.Ints($"{role}_nodeids");
        scores = attributes.Ints($"{role}_ids");
        values = attributes.Numbers($"{role}_weights");
        if (nodes.Count != trees.Count || scores.Count != trees.Count || values.Count != trees.Count)
        {
            throw new UnreadableGraphException("the lists of leaf weights differ in length");
        }

        if (values.Any(v => !double.IsFinite(v)))
        {
            throw new UnreadableGraphException("a leaf's weight is not finite");
        }

        // Two classes and weights for one of them: they are for the second class, whichever they name.
        var single = role == "class" && scoreCount == 2 && scores.Distinct().Count() == 1;
        if (scoreCount < 1 || scores.Any(s => s < 0 || s >= scoreCount))
        {
            throw new UnreadableGraphException("a leaf's weight is for a raw score that is not there");
        }

        Scores = single ? 1 : (int)scoreCount;
    }

    /// <summary>Number of raw scores.</summary>
    public int Scores { get; }

    public static (LeafList Leaves, IReadOnlyList<string> Classes) OfClasses(NodeAttributes attributes)
    {
        var labels = attributes.ClassLabels();
        var leaves = new LeafList(attributes, "class", labels.Count);
        return (leaves, leaves.Scores == labels.Count ? labels : [labels[^1]]);
    }

    public static LeafList OfTargets(NodeAttributes attributes) => new(attributes, "target", Math.Min(attributes.Int("n_targets", 0), MaxTargets));

    /// <summary>Tells the leaves where their weights are.</summary>
    /// <returns>All weights, each leaf's together.</returns>
    public LeafWeight[] Place(NodeList list)
    {
        // Weights of nodes that are no leaves count for nothing.
        var placed = Enumerable.Range(0, trees.Count)
            .Select(i => (Node: list.PlaceOf(trees[i], nodes[i]), Weight: new LeafWeight(Scores == 1 ? 0 : (int)scores[i], values[i])))
            .Where(w => list.Nodes[w.Node].IsLeaf)
            .OrderBy(w => w.Node)
            .ToArray();
        for (int start = 0, end; start < placed.Length; start = end)
        {
            var node = placed[start].Node;
            for (end = start; end < placed.Length && placed[end].Node == node; end++)
            {
            }

            list.Nodes[node] = list.Nodes[node] with { WhenTrue = start, WhenFalse = end };
        }

        return [.. placed.Select(w => w.Weight)];
    }
}
