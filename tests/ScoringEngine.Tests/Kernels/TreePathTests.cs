using FedMl.ScoringEngine.Tests.OnnxGraphs;
using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Kernels.Trees;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Kernels;

/// <summary>Whatever a machine chooses, the sums are the same to the bit: each way to a leaf against the plain one.</summary>
public sealed class TreePathTests
{
    private const int Columns = 5;

    [Theory]
    [InlineData(3, 1, false)]
    [InlineData(6, 1, true)]
    [InlineData(4, 3, true)]
    [InlineData(9, 1, true)] // more leaves than bits
    public void Sum_EveryPath_IsThePlainSum(int depth, int scores, bool withMissing)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var ensemble = Grow(seed, depth, scores);
            var trees = FlatTrees<float>.Of(ensemble);
            var random = new Random(seed);
            for (var rows = 1; rows <= 70; rows += 1 + random.Next(9))
            {
                float[] values = [.. Enumerable.Range(0, rows * Columns).Select(_ => withMissing && random.Next(10) == 0 ? float.NaN : random.Next(9) / 4f)];
                var plain = Plain(ensemble, values, scores);
                foreach (var (path, kernel) in Paths(trees))
                {
                    var sums = new float[rows * scores];
                    kernel.Score(values, Columns, sums, new KernelMemory<float>());
                    Assert.True(plain.AsSpan().SequenceEqual(sums), $"{path}, seed {seed}, {rows} rows");
                }
            }
        }
    }

    [Fact]
    public void Of_SmallTrees_HaveBits_AndOthersNone()
    {
        Assert.NotNull(BitTrees.Of(FlatTrees<float>.Of(Grow(1, 6, 1))));
        Assert.Null(BitTrees.Of(FlatTrees<float>.Of(Grow(1, 9, 1))));
    }

    private static IEnumerable<(string Path, TreeKernel<float> Kernel)> Paths(FlatTrees<float> trees)
    {
        var (one, blocks) = (new WalkedRow<float>(trees), new WalkedSums<float>(trees));
        yield return ("walkers by row", new TreeKernel<float>(trees, one, blocks, int.MaxValue));
        yield return ("walkers by block", new TreeKernel<float>(trees, one, blocks, 1));
        yield return ("chosen", TreeKernelChoice.Of(trees));
        if (BitTrees.Of(trees) is { } bits)
        {
            yield return ("masks by block", new TreeKernel<float>(trees, one, new MaskedSums(trees, bits), 1));
            if (MaskedRow.Takes(trees))
            {
                yield return ("masks by row", new TreeKernel<float>(trees, new MaskedRow(trees, AbreastTrees.Of(bits)), blocks, int.MaxValue));
            }
        }
    }

    // Complete trees that compare order in every mode.
    private static TreeEnsemble Grow(int seed, int depth, int scores)
    {
        var random = new Random(seed);
        string[] modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT"];
        var written = new Ensemble();
        for (var tree = 0; tree < 21; tree++)
        {
            var inner = (1 << depth) - 1;
            for (var node = 0; node < inner; node++)
            {
                written.Branch(tree, node, modes[random.Next(4)], random.Next(Columns), random.Next(9) / 4f, (2 * node) + 1, (2 * node) + 2, random.Next(2) == 0);
            }

            for (var leaf = inner; leaf < (2 * inner) + 1; leaf++)
            {
                written.Leaf(tree, leaf, [.. Enumerable.Range(0, scores).Select(score => ((long)score, (float)random.NextDouble()))]);
            }
        }

        return (TreeEnsemble)ParsedGraph.Read(
            written.ToRegressor(Columns, scores), [new GraphInput("x", NumberKind.Float, [.. Enumerable.Range(0, Columns)])], 100_000).Estimator;
    }

    private static float[] Plain(TreeEnsemble ensemble, float[] values, int scores) =>
    [
        .. values.Chunk(Columns).SelectMany(row =>
        {
            var sums = new float[scores];
            foreach (var root in ensemble.Roots)
            {
                var node = ensemble.Nodes[root];
                while (!node.IsLeaf)
                {
                    node = ensemble.Nodes[node.IsTrue(row[node.Column]) ? node.WhenTrue : node.WhenFalse];
                }

                foreach (var weight in ensemble.WeightsOf(node))
                {
                    sums[weight.Score] += (float)weight.Value;
                }
            }

            return sums;
        }),
    ];
}
