using System.Numerics;
using System.Runtime.CompilerServices;
using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>
/// Lays an ensemble out flat, each tree level by level. Nodes that several ways share are laid out once for each way;
/// <see cref="TreeShape"/> bounded their number.
/// </summary>
internal sealed class FlatTreesBuilder<T>(TreeEnsemble ensemble)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Places are kept in 32 bits.
    private const int MaxNodes = int.MaxValue / FlatNode<T>.SizeBytes;

    private const int MaxDenseScores = 8;

    private readonly List<FlatNode<T>> nodes = new(ensemble.Nodes.Length);
    private readonly List<(int Source, int Depth)> origins = new(ensemble.Nodes.Length);
    private bool ordered = true;

    /// <exception cref="UnreadableGraphException">It cannot be laid out.</exception>
    public FlatTrees<T> Build()
    {
        List<uint> roots = [];
        List<int> steps = [];
        foreach (var root in ensemble.Roots)
        {
            roots.Add(PlaceOf(nodes.Count));
            steps.Add(Add(root));
        }

        // The last node of a tree laid out level by level is a leaf.
        while (roots.Count % TreeWalk.Walkers != 0)
        {
            roots.Add(PlaceOf(nodes.Count - 1));
        }

        var values = ValuesOf();
        var (first, scores, weights) = values is null ? WeightsOf() : ([], [], []);
        return new FlatTrees<T>
        {
            Nodes = [.. nodes.Select(n => n with { Place = n.Place & ~FlatNode<T>.Flags })],
            FlaggedNodes = [.. nodes],
            Roots = [.. roots],
            Steps = [.. steps],
            GroupSteps = [.. steps.Chunk(TreeWalk.Walkers).Select(group => group.Max())],
            Count = ensemble.Roots.Length,
            Scores = ensemble.Scores,
            Columns = ensemble.Columns,
            IsOrdered = ordered,
            Values = values ?? [],
            FirstWeights = first,
            WeightScores = scores,
            Weights = weights,
            BaseValues = [.. ensemble.BaseValues.Select(T.CreateSaturating)],
            Divisor = ensemble.Factor == 1 ? T.One : T.CreateSaturating(ensemble.Roots.Length),
        };
    }

    /// <returns>Steps to the farthest leaf.</returns>
    private int Add(int root)
    {
        Reserve(root, 0);
        for (var at = nodes.Count - 1; at < nodes.Count; at++)
        {
            var (source, depth) = origins[at];
            ref readonly var node = ref ensemble.Nodes[source];
            if (node.IsLeaf)
            {
                nodes[at] = new FlatNode<T>(T.PositiveInfinity, 0, PlaceOf(at));
                continue;
            }

            var split = FlatSplit<T>.Of(node);
            var place = (long)node.Column * RowBlock.Rows * Unsafe.SizeOf<T>();
            if (place > int.MaxValue)
            {
                throw new UnreadableGraphException($"a node looks at column {node.Column}");
            }

            ordered &= (split.Flags & FlatNode<T>.TestsEquality) == 0;
            nodes[at] = new FlatNode<T>(split.Threshold, (uint)place | split.Flags, PlaceOf(nodes.Count));
            Reserve(split.First, depth + 1);
            Reserve(split.Second, depth + 1);
        }

        return origins[^1].Depth;
    }

    private static uint PlaceOf(int node) => (uint)(node * FlatNode<T>.SizeBytes);

    private void Reserve(int source, int depth)
    {
        if (nodes.Count == MaxNodes)
        {
            throw TreeShape.TooManyNodes(MaxNodes);
        }

        nodes.Add(default);
        origins.Add((source, depth));
    }

    // One score after the other for each node; null where that would take much room, or would add twice to one score at once.
    private T[]? ValuesOf()
    {
        var scores = ensemble.Scores;
        if (scores > MaxDenseScores)
        {
            return null;
        }

        var values = new T[checked(nodes.Count * scores)];
        var seen = new bool[scores];
        for (var at = 0; at < nodes.Count; at++)
        {
            Array.Clear(seen);
            foreach (var weight in WeightsAt(at))
            {
                if (seen[weight.Score])
                {
                    return null;
                }

                seen[weight.Score] = true;
                values[(at * scores) + weight.Score] = T.CreateSaturating(weight.Value);
            }
        }

        return values;
    }

    private (int[] First, int[] Scores, T[] Weights) WeightsOf()
    {
        var first = new int[nodes.Count + 1];
        List<int> scores = [];
        List<T> weights = [];
        for (var at = 0; at < nodes.Count; at++)
        {
            first[at] = weights.Count;
            foreach (var weight in WeightsAt(at))
            {
                scores.Add(weight.Score);
                weights.Add(T.CreateSaturating(weight.Value));
            }
        }

        first[^1] = weights.Count;
        return (first, [.. scores], [.. weights]);
    }

    // Of a single score ONNX Runtime adds only the first weight of a leaf.
    private ReadOnlySpan<LeafWeight> WeightsAt(int at)
    {
        ref readonly var node = ref ensemble.Nodes[origins[at].Source];
        var weights = node.IsLeaf ? ensemble.WeightsOf(node) : [];
        return ensemble.Scores == 1 && weights.Length > 1 ? weights[..1] : weights;
    }
}
