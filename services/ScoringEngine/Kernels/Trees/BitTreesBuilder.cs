using System.Runtime.CompilerServices;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>Numbers the leaves of flat trees from the first child on, and notes which of them each node can clear.</summary>
internal sealed class BitTreesBuilder(FlatTrees<float> trees)
{
    private readonly List<(int Node, int First, int End)> splits = [];
    private readonly List<int> leaves = [];
    private readonly List<(float Threshold, int Place, uint Keep)> nodes = [];
    private readonly List<BitRange> ranges = [];

    public BitTrees? Build()
    {
        List<int> all = [];
        var words = 1;
        for (var tree = 0; tree < trees.Count; tree++)
        {
            Number(tree);
            words = Math.Max(words, (leaves.Count + BitTrees.WordLeaves - 1) / BitTrees.WordLeaves);
            if (words > BitTrees.MaxWords)
            {
                return null;
            }
        }

        for (var tree = 0; tree < trees.Count; tree++)
        {
            Number(tree);
            for (var word = 0; word < words; word++)
            {
                AddWord(word);
            }

            all.AddRange(leaves);
            all.AddRange(Enumerable.Repeat(leaves[^1], (words * BitTrees.WordLeaves) - leaves.Count));
        }

        return new BitTrees
        {
            Thresholds = [.. nodes.Select(n => n.Threshold)],
            Places = [.. nodes.Select(n => n.Place)],
            Keeps = [.. nodes.Select(n => n.Keep)],
            Ranges = [.. ranges],
            Words = words,
            Leaves = [.. all],
            Values = trees.Values.Length > 0 ? [.. ValuesOf(all.Chunk(words * BitTrees.WordLeaves))] : [],
        };
    }

    private IEnumerable<float> ValuesOf(IEnumerable<int[]> leavesOfTrees) =>
        from tree in leavesOfTrees
        from score in Enumerable.Range(0, trees.Scores)
        from leaf in tree
        select trees.Values[(leaf * trees.Scores) + score];

    // Leaves in order, and of each split those below its first child.
    private void Number(int tree)
    {
        splits.Clear();
        leaves.Clear();
        var open = new Stack<(int Node, int Split)>([((int)(trees.Roots[tree] / FlatNode<float>.SizeBytes), -1)]);
        while (open.TryPop(out var next))
        {
            if (next.Node < 0)
            {
                splits[next.Split] = splits[next.Split] with { End = leaves.Count };
                continue;
            }

            var first = (int)(trees.Nodes[next.Node].Next / FlatNode<float>.SizeBytes);
            if (first == next.Node)
            {
                leaves.Add(next.Node);
                continue;
            }

            splits.Add((next.Node, leaves.Count, 0));
            open.Push((first + 1, -1));
            open.Push((-1, splits.Count - 1));
            open.Push((first, -1));
        }
    }

    private void AddWord(int word)
    {
        var (low, high) = (word * BitTrees.WordLeaves, (word + 1) * BitTrees.WordLeaves);
        var concerned = splits
            .Where(s => s.First < high && s.End > low)
            .ToLookup(s => (trees.FlaggedNodes[s.Node].Place & FlatNode<float>.MissingIsSecond) != 0);
        var start = nodes.Count;
        nodes.AddRange(concerned[false].Select(NodeOf));
        var middle = nodes.Count;
        nodes.AddRange(concerned[true].Select(NodeOf));
        ranges.Add(new BitRange(start, middle, nodes.Count));

        (float Threshold, int Place, uint Keep) NodeOf((int Node, int First, int End) split)
        {
            var keep = uint.MaxValue;
            for (var leaf = Math.Max(split.First, low); leaf < Math.Min(split.End, high); leaf++)
            {
                keep &= ~(1u << (BitTrees.WordLeaves - 1 - (leaf - low)));
            }

            var node = trees.Nodes[split.Node];
            return (node.Threshold, (int)(node.Place / Unsafe.SizeOf<float>()), keep);
        }
    }
}
