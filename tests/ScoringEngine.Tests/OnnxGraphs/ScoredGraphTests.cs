using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.OnnxGraphs;

/// <summary>Which graphs are read: one estimator, its columns apart from each other.</summary>
public sealed class ScoredGraphTests
{
    private static readonly GraphInput X = new("x", NumberKind.Float, [0, 1]);

    public static TheoryData<string, byte[]> Unreadable => new()
    {
        { "has no tree ensemble and no linear", new Chain().Then("Identity", ["x"], "scores").ToGraph() },
        { "come from 2 tree ensembles", new Chain().ThenSum("x", "a").ThenSum("x", "b").Then("Add", ["a", "b"], "scores").ToGraph() },
        { "come from 2 tree ensembles", new Chain().ThenSum("x", "a").ThenSum("x", "b").ToGraph("a", "b") },
        { "do not go through its trees or weights alone", new Chain().ThenSum("x", "a").Then("Add", ["a", "x"], "scores").ToGraph() },
        { "do not go through its trees or weights alone", new Chain().ThenSum("x", "a").ThenIf("a", "scores").ToGraph() },
        { "pass through a node Normalizer", new Chain().ThenClassical("Normalizer", "x", "n").ThenSum("n", "scores").ToGraph() },
        { "pass through a node LinearRegressor", new Chain().ThenSum("x", "n", [1, 1, 1, 1], [0, 0]).ThenSum("n", "scores").ToGraph() },
        { "look at a constant", new Chain().Then("Concat", ["x", "one"], "n", axis: 1).ThenSum("n", "scores").ToGraph() },
        { "look at a constant", new Chain().ThenSum("nowhere", "scores").ToGraph() },
        { "joins rows, not columns", new Chain().Then("Concat", ["x", "x"], "n", axis: 0).ThenSum("n", "scores").ToGraph() },
        { "makes other numbers", new Chain().Then("Cast", ["x"], "n", to: (int)Element.Int64).ThenSum("n", "scores").ToGraph() },
        { "has 3 offsets and 1 factors for 2 columns", new Chain().ThenScaler("x", "n", [1, 2, 3], [1]).ThenSum("n", "scores").ToGraph() },
        { "has 3 coefficients and 2 intercepts", new Chain().ThenSum("x", "scores", [1, 1, 1], [0, 0]).ToGraph() },
        { "coefficient is not finite", new Chain().ThenSum("x", "scores", [1, float.NaN]).ToGraph() },
        { "look at column 2, and a row has 2 columns", new Chain().ThenSum("x", "scores", [1, 1, 1]).ToGraph() },
        { "more than 64 nodes between", Identities(65, "x") },
        { "more than 64 nodes between", Identities(1, "v1") }, // a node that feeds itself
        { "more than 100000 columns", Doublings(40) },
        { "cannot be read as ONNX", [0xff, 0xff, 0xff] },
        { "cannot be read as ONNX", Nested(200) },
        { "has no tree ensemble", [] },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Read_GraphThatIsNotRead_SaysWhy(string why, byte[] graph)
    {
        var refusal = Assert.Throws<UnreadableGraphException>(() => ParsedGraph.Read(graph, [X], 1000));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NodesBehindTheEstimator_DoNotMatter()
    {
        var read = ParsedGraph.Read(new Chain().ThenSum("x", "raw").Then("Sigmoid", ["raw"], "p").Then("Mul", ["p", "one"], "scores").ToGraph(), [X], 1);

        Assert.Equal([0, 1], read.Columns.Select(c => c.Source));
    }

    [Fact]
    public void Read_OutputBesideTheEstimator_DoesNotMatter() =>
        Assert.NotNull(ParsedGraph.Read(new Chain().ThenSum("x", "scores").Then("Identity", ["x"], "echo").ToGraph("scores", "echo"), [X], 1));

    [Fact]
    public void Read_AsManyNodesBeforeItAsAllowed_IsRead() => Assert.NotNull(ParsedGraph.Read(Identities(63, "x"), [X], 1));

    [Fact]
    public void Read_InputThatIsNoMatrixOfNumbers_IsRefused() =>
        Assert.Contains("no matrix of numbers", Assert.Throws<UnreadableGraphException>(() => ParsedGraph.Read(new Chain().ThenSum("x", "scores").ToGraph(), [X with { Numbers = NumberKind.None }], 1)).Message, StringComparison.Ordinal);

    public static TheoryData<byte[]> Steps => new()
    {
        new Chain().ThenScaler("x", "n", [0.1f, 0], [0.3f, 1]).ThenSum("n", "scores", [1, 0]).ToGraph(),
        new Chain().Then("Cast", ["x"], "d", to: (int)Element.Double).ThenScaler("d", "n", [0.1f, 0], [0.3f, 1]).ThenSum("n", "scores", [1, 0]).ToGraph(),
        new Chain().ThenScaler("x", "a", [0.1f], [0.3f]).ThenScaler("a", "n", [0.7f, 0], [1.1f, 1]).ThenSum("n", "scores", [1, 0]).ToGraph(),
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Read_NodesBeforeTheEstimator_RoundAsOnnxRuntimeDoes(byte[] graph)
    {
        using var judge = new OnnxScores(graph);
        var random = new RandomTrees(1);
        double[][] rows = [.. Enumerable.Range(0, 1000).Select(_ => new double[] { random.Number(), 0 })];
        var path = ParsedGraph.Read(graph, [X], 1).Columns[0];

        Assert.Equal(judge.Of(rows).Select(r => r[0]), rows.Select(r => path.Convert(r[0])));
    }

    [Fact]
    public void Read_WholeNumbers_AreTakenInThePrecisionOfTheModel()
    {
        // No float: between 2^24 and 2^24 + 2.
        const double Value = 16777217;
        double Taken(NumberKind kind) => ParsedGraph.Read(new Chain().ThenSum("x", "scores").ToGraph(), [X with { Numbers = kind }], 1).Columns[0].Convert(Value);

        Assert.Equal(16777216, Taken(NumberKind.Integer));
        Assert.Equal(Value, Taken(NumberKind.Double));
    }

    private static byte[] Identities(int count, string first)
    {
        var chain = new Chain();
        for (var i = 1; i <= count; i++)
        {
            chain.Then("Identity", [i == 1 ? first : $"v{i - 1}"], $"v{i}");
        }

        return chain.ThenSum($"v{count}", "scores").ToGraph();
    }

    private static byte[] Doublings(int count)
    {
        var chain = new Chain();
        for (var i = 1; i <= count; i++)
        {
            var before = i == 1 ? "x" : $"v{i - 1}";
            chain.Then("Concat", [before, before], $"v{i}", axis: 1);
        }

        return chain.ThenSum($"v{count}", "scores").ToGraph();
    }

    private static byte[] Nested(int depth)
    {
        // Field 7 of the file is the graph, 1 its nodes, 5 a node's attributes, 6 an attribute's graph.
        byte[] inner = [];
        for (var i = 0; i < depth; i++)
        {
            inner = Field(1, Field(5, Field(6, inner)));
        }

        return Field(7, inner);
    }

    private static byte[] Field(int number, byte[] content)
    {
        List<byte> bytes = [(byte)((number << 3) | 2)];
        for (var length = (uint)content.Length; ; length >>= 7)
        {
            bytes.Add((byte)(length >= 128 ? (length & 127) | 128 : length));
            if (length < 128)
            {
                return [.. bytes, .. content];
            }
        }
    }
}
