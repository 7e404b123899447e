namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>What makes walking through trees end, and end soon.</summary>
internal static class TreeShape
{
    /// <summary>Most nodes on one way from a root to a leaf.</summary>
    public const int MaxDepth = 512;

    /// <returns>Most nodes on one way from a root to a leaf.</returns>
    /// <exception cref="UnreadableGraphException">A way leads in a circle, is too long, or there are too many of them.</exception>
    public static int Check(TreeNode[] nodes, int[] roots, int maxNodes)
    {
        var sizes = new long[nodes.Length];
        var depths = new int[nodes.Length];
        var total = 0L;
        foreach (var root in roots)
        {
            Measure(nodes, root, sizes, depths);
            total += sizes[root];
            if (total > maxNodes)
            {
                throw TooManyNodes(maxNodes);
            }
        }

        var depth = roots.Max(root => depths[root]);
        return depth <= MaxDepth ? depth : throw new UnreadableGraphException($"its trees have ways of {depth} nodes; the limit is {MaxDepth}");
    }

    public static UnreadableGraphException TooManyNodes(int maxNodes) => new($"its trees have more than {maxNodes} nodes");

    // Size and depth of a node are known when those of both its children are. A node counts once for each way to it.
    private static void Measure(TreeNode[] nodes, int root, long[] sizes, int[] depths)
    {
        const int Entered = -1;
        var open = new Stack<int>([root]);
        while (open.TryPeek(out var index))
        {
            var node = nodes[index];
            if (node.IsLeaf)
            {
                (sizes[index], depths[index]) = (1, 1);
            }
            else if (depths[index] == 0)
            {
                depths[index] = Entered;
                Enter(node.WhenTrue);
                Enter(node.WhenFalse);
                continue;
            }
            else if (depths[index] == Entered)
            {
                depths[index] = 1 + Math.Max(depths[node.WhenTrue], depths[node.WhenFalse]);
                // Saturates: with shared nodes the number of ways doubles at every step.
                sizes[index] = Math.Min(int.MaxValue, 1 + sizes[node.WhenTrue] + sizes[node.WhenFalse]);
            }

            open.Pop();
        }

        void Enter(int child)
        {
            if (depths[child] == Entered)
            {
                throw new UnreadableGraphException("a way through its trees leads in a circle");
            }

            if (depths[child] == 0)
            {
                open.Push(child);
            }
        }
    }
}
