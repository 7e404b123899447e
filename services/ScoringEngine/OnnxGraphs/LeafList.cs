namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>The weights of an ensemble's leaves as the classic operators hold them: one list for each field.</summary>
internal sealed class LeafList
{
    public const int MaxScores = 100_000;

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

        if (scoreCount is < 1 or > MaxScores || scores.Any(s => s < 0 || s >= scoreCount))
        {
            throw new UnreadableGraphException("a leaf's weight is for a raw score that is not there");
        }

        Scores = (int)scoreCount;
    }

    /// <summary>Number of raw scores.</summary>
    public int Scores { get; private init; }

    /// <summary>False where ONNX Runtime does not simply add base values.</summary>
    public bool AddsBaseValues { get; private init; } = true;

    /// <summary>True where ONNX Runtime has its own way with a score for which no leaf of a row has a weight.</summary>
    private bool NeedsAllScores { get; init; }

    public static (LeafList Leaves, IReadOnlyList<string> Classes) OfClasses(NodeAttributes attributes)
    {
        const string Role = "class";
        var labels = attributes.ClassLabels();
        var hasBaseValues = attributes.Numbers("base_values").Count > 0;
        switch (labels.Count)
        {
            case < 2:
                throw new UnreadableGraphException("it classifies, and has no two classes");
            case 2 when attributes.Ints($"{Role}_ids") is { Count: > 0 } ids && ids.Distinct().Count() == 1:
                // Weights for one class of two are for the second, whichever they name.
                return (new LeafList(attributes, Role, 2) { Scores = 1, AddsBaseValues = ids[0] == 0, NeedsAllScores = hasBaseValues }, [labels[1]]);
            case 2:
                return (new LeafList(attributes, Role, 2) { AddsBaseValues = false, NeedsAllScores = true }, labels);
            default:
                return (new LeafList(attributes, Role, labels.Count), labels);
        }
    }

    public static LeafList OfTargets(NodeAttributes attributes)
    {
        var targets = attributes.Int("n_targets", 0);
        return new LeafList(attributes, "target", targets)
        {
            // It would go without its base value.
            NeedsAllScores = targets > 1 && attributes.Numbers("base_values").Count > 0,
        };
    }

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

            if (placed[start..end].DistinctBy(w => w.Weight.Score).Count() != end - start)
            {
                // ONNX Runtime takes both, or the first, by the number of raw scores.
                throw new UnreadableGraphException("a leaf has two weights for one raw score");
            }

            list.Nodes[node] = list.Nodes[node] with { WhenTrue = start, WhenFalse = end };
        }

        if (NeedsAllScores && placed.Length != (long)Scores * list.Nodes.Count(n => n.IsLeaf))
        {
            throw new UnreadableGraphException("some of its leaves have no weight for some of its raw scores");
        }

        return [.. placed.Select(w => w.Weight)];
    }
}
