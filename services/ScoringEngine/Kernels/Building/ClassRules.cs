using System.Numerics;
using FedMl.ScoringEngine.Kernels.Steps;
using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Kernels.Building;

/// <summary>Finds how ONNX Runtime makes classes of a classifier's raw scores.</summary>
internal static class ClassRules
{
    /// <exception cref="UnreadableGraphException">In a way that is not followed.</exception>
    public static IClassRule<T> Of<T>(NodeAttributes attributes, TreeEnsemble trees, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var transform = PostTransforms.Parse(attributes.Text("post_transform", "NONE"));
        if (trees.Scores == 1)
        {
            var nameSecond = attributes.Ints("class_ids")[0] == 1;
            return transform == PostTransform.Probit && !nameSecond
                ? throw new UnreadableGraphException("it makes one probit of two classes")
                : new OneScore<T>(transform, attributes.Numbers("class_weights").All(w => w >= 0), nameSecond);
        }

        // A class for which no leaf of a row has a weight is passed over.
        if (!trees.Nodes.Where(n => n.IsLeaf).All(leaf => trees.WeightsOf(leaf).Length == classes) && !SomeTreeHasAll(trees, classes))
        {
            throw new UnreadableGraphException("some rows have no score for some of its classes");
        }

        return classes == 2 ? new SecondIfPositive<T>(transform) : new GreatestClass<T>(transform);
    }

    // Boosted trees of several classes take turns: each class has trees whose every leaf is its own.
    private static bool SomeTreeHasAll(TreeEnsemble trees, int classes)
    {
        var sure = new bool[classes];
        foreach (var root in trees.Roots)
        {
            foreach (var score in CommonScores(trees, root))
            {
                sure[score] = true;
            }
        }

        return Array.TrueForAll(sure, s => s);
    }

    private static HashSet<int> CommonScores(TreeEnsemble trees, int root)
    {
        HashSet<int>? common = null;
        HashSet<int> seen = [];
        var open = new Stack<int>([root]);
        while (open.TryPop(out var at))
        {
            if (!seen.Add(at))
            {
                continue;
            }

            var node = trees.Nodes[at];
            if (!node.IsLeaf)
            {
                open.Push(node.WhenTrue);
                open.Push(node.WhenFalse);
                continue;
            }

            HashSet<int> own = [];
            foreach (var weight in trees.WeightsOf(node))
            {
                own.Add(weight.Score);
            }

            common ??= own;
            common.IntersectWith(own);
        }

        return common ?? [];
    }
}
