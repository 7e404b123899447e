using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.OnnxGraphs;

/// <summary>Trees that somebody broke, by mistake or on purpose: read ends with a reason, soon, and never by a crash.</summary>
public sealed class EnsembleFaultTests
{
    private const int MaxNodes = 1000;

    public static TheoryData<string, Ensemble> Broken => new()
    {
        { "the ensemble has no tree", new Ensemble() },
        { "leads in a circle", Stump().Branch(1, 0, "BRANCH_LEQ", 0, 0, 0, 0) },
        { "leads in a circle", Stump().Branch(1, 0, "BRANCH_LEQ", 0, 0, 1, 2).Leaf(1, 1, (0, 1)).Branch(1, 2, "BRANCH_LEQ", 0, 0, 1, 0) },
        { "refers to node 7", Stump().Branch(1, 0, "BRANCH_LEQ", 0, 0, 1, 7).Leaf(1, 1, (0, 1)) },
        { "refers to node 7", Stump().Weight(0, 7, 0, 1) },
        { "refers to node 1", Stump().Branch(1, 0, "BRANCH_LEQ", 0, 0, 1, 1) }, // of another tree
        { "has node 1 twice", Stump().Leaf(0, 1, (0, 1)) },
        { "do not stand together", Stump().Leaf(1, 0, (0, 1)).Leaf(0, 9, (0, 1)) },
        { "weight is not finite", Stump().Leaf(1, 0, (0, float.NaN)) },
        { "weight is not finite", Stump().Leaf(1, 0, (0, float.PositiveInfinity)) },
        { "raw score that is not there", Stump().Leaf(1, 0, (1, 1)) },
        { "raw score that is not there", Stump().Leaf(1, 0, (-1, 1)) },
        { "two weights for one raw score", Stump().Weight(0, 1, 0, 1) },
        { "mode is unknown", Stump().Branch(1, 0, "BRANCH_MAYBE", 0, 0, 1, 1).Leaf(1, 1) },
        { "looks at column -1", Stump().Branch(1, 0, "BRANCH_LEQ", -1, 0, 1, 1).Leaf(1, 1) },
        { "looks at column 4294967296", Stump().Branch(1, 0, "BRANCH_LEQ", 1L << 32, 0, 1, 1).Leaf(1, 1) },
        { "look at column 2, and a row has 2 columns", Stump().Branch(1, 0, "BRANCH_LEQ", 2, 0, 1, 1).Leaf(1, 1) },
        { "aggregated by MIN", Stump(new Ensemble { Aggregate = "MIN" }) },
        { "2 base values", Stump(new Ensemble { BaseValues = [1, 2] }) },
        { "1 base values", Stump(new Ensemble { BaseValues = [float.NaN] }) },
        { "more than 1000 nodes", Diamonds(20) }, // a million ways through forty nodes
        { "more than 1000 nodes", Row(500) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_BrokenTrees_SaysWhy(string why, Ensemble trees)
    {
        var refusal = Assert.Throws<UnreadableGraphException>(() => Read(trees.ToRegressor(2, 1), MaxNodes));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeepTree_IsRefusedBehindTheLimit()
    {
        Assert.Equal(TreeShape.MaxDepth, ((TreeEnsemble)Read(Row(TreeShape.MaxDepth - 1).ToRegressor(2, 1), 10_000).Estimator).Depth);
        Assert.Throws<UnreadableGraphException>(() => Read(Row(TreeShape.MaxDepth).ToRegressor(2, 1), 10_000));
        Assert.Throws<UnreadableGraphException>(() => Read(Row(100_000).ToRegressor(2, 1), 1_000_000));
    }

    [Fact]
    public void Read_SharedNodes_CountOnceForEachWay()
    {
        // 2^(n+1) - 1 nodes, were none shared.
        Assert.NotNull(Read(Diamonds(6).ToRegressor(2, 1), 127));
        Assert.Throws<UnreadableGraphException>(() => Read(Diamonds(6).ToRegressor(2, 1), 126));
    }

    [Fact]
    public void Read_ThresholdThatIsNoNumber_ComparesAsItDoes()
    {
        var trees = new Ensemble().Branch(0, 0, "BRANCH_LEQ", 0, float.NaN, 1, 2).Leaf(0, 1, (0, 1)).Leaf(0, 2, (0, 2)).ToRegressor(2, 1);
        using var judge = new OnnxScores(trees);
        var scores = new double[1];

        Read(trees, MaxNodes).Estimator.Score([1, 0], scores);

        Assert.Equal(judge.Of([[1, 0]])[0], scores);
    }

    [Fact]
    public void Read_FewerThanTwoClasses_IsRefused()
    {
        Assert.Throws<UnreadableGraphException>(() => Read(Stump().ToClassifier(2, "a"), MaxNodes));
        Assert.Throws<UnreadableGraphException>(() => Read(Stump().ToClassifier(2), MaxNodes));
    }

    [Fact]
    public void Read_LeavesOfOneClassAndOfBoth_IsRefused()
    {
        var trees = new Ensemble().Branch(0, 0, "BRANCH_LEQ", 0, 0, 1, 2).Leaf(0, 1, (0, 1)).Leaf(0, 2, (0, 1), (1, 2));

        Assert.Contains("no weight for some", Assert.Throws<UnreadableGraphException>(() => Read(trees.ToClassifier(2, "a", "b"), MaxNodes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BytesThatSomethingHasChanged_IsReadOrRefusedButNeverBreaks()
    {
        var random = new Random(1);
        byte[][] graphs = [Stump().ToRegressor(2, 1), new Ensemble().Branch(0, 0, "BRANCH_MEMBER", 0, 0, 1, 2, members: [1, 2]).Leaf(0, 1, (0, 1)).Leaf(0, 2, (0, 1)).ToTreeEnsemble(2, 1)];
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = graphs[i % 2].ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                Read(bytes, MaxNodes);
            }
            catch (UnreadableGraphException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 19_999);
    }

    private static Ensemble Stump(Ensemble? ensemble = null) => (ensemble ?? new Ensemble()).Branch(0, 0, "BRANCH_LEQ", 0, 0, 1, 2).Leaf(0, 1, (0, 1)).Leaf(0, 2, (0, 2));

    // Both ways of each node lead to the next.
    private static Ensemble Diamonds(int count)
    {
        var trees = new Ensemble();
        for (var i = 0; i < count; i++)
        {
            trees.Branch(0, i, "BRANCH_EQ", i % 2, i, i + 1, i + 1);
        }

        return trees.Leaf(0, count, (0, 1));
    }

    private static Ensemble Row(int count)
    {
        var trees = new Ensemble();
        for (var i = 0; i < count; i++)
        {
            trees.Branch(0, i, "BRANCH_LEQ", i % 2, i, i + 1, count + 1);
        }

        return trees.Leaf(0, count, (0, 1)).Leaf(0, count + 1, (0, 2));
    }

    private static ScoredGraph Read(byte[] graph, int maxNodes) => ParsedGraph.Read(graph, [new GraphInput("x", NumberKind.Float, [0, 1])], maxNodes);
}
