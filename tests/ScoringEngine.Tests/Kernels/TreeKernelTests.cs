using FedMl.ScoringEngine.Tests.OnnxGraphs;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Kernels;

public sealed class TreeKernelTests
{
    private static readonly string[] Transforms = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"];

    /// <summary>Every kind of trees that is read, with every mode, missing value and sharing: what is read is right.</summary>
    [Fact]
    public void Run_RandomTreesOfEveryKind_AnswersAsOnnxRuntime()
    {
        var read = new int[RandomEnsemble.Kinds];
        for (var seed = 0; seed < 20 * RandomEnsemble.Kinds; seed++)
        {
            using var judged = TryRead(RandomEnsemble.Of(seed).Graph, out var why);
            if (judged is null)
            {
                Assert.Contains("no score for some of its classes", why, StringComparison.Ordinal);
                continue;
            }

            Assert.True(judged.FirstDifference(400, seed) is null, $"seed {seed}");
            read[seed % RandomEnsemble.Kinds]++;
        }

        Assert.All(read, count => Assert.True(count > 0, string.Join(' ', read)));
    }

    [Theory]
    [InlineData("SUM", 1, false)]
    [InlineData("SUM", 3, false)]
    [InlineData("AVERAGE", 1, true)]
    [InlineData("AVERAGE", 3, true)]
    public void Run_RegressorWithEachTransform_AnswersAsOnnxRuntime(string aggregate, int scores, bool doubles)
    {
        foreach (var transform in Transforms)
        {
            var random = new RandomTrees(scores, allScores: true);
            var trees = random.Fill(new Ensemble { Aggregate = aggregate, PostTransform = transform, Doubles = doubles }, 20, 4, [.. Enumerable.Range(0, scores).Select(i => (long)i)]);
            using var judged = new Judged(trees.ToRegressor(4, scores));
            Assert.True(judged.FirstDifference(1000) is null, transform);
        }
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(2, 0, 1)]
    [InlineData(3, 0, 1, 2)]
    public void Run_ClassifierWithEachTransform_AnswersAsOnnxRuntime(int classes, params int[] scores)
    {
        var read = 0;
        foreach (var transform in Transforms)
        {
            var random = new RandomTrees(classes, allScores: true);
            var trees = random.Fill(new Ensemble { PostTransform = transform }, 20, 4, [.. scores.Select(i => (long)i)]);
            using var judged = TryRead(trees.ToClassifier(4, [.. Enumerable.Range(0, classes).Select(i => $"class {i}")]), out _);
            if (judged is not null)
            {
                Assert.True(judged.FirstDifference(1000) is null, transform);
                read++;
            }
        }

        Assert.True(read >= 4, $"only {read} of the transforms are read");
    }

    /// <summary>Sums are made in ONNX Runtime's order, so that they are the same to the last bit.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(63)]
    [InlineData(200)]
    public void Run_ManyTrees_SumsToTheBit(int rows)
    {
        using var judged = new Judged(Networks.BoostedTrees(trees: 100, depth: 5, features: 7, seed: 1));
        var random = new Random(rows);
        var (theirs, ours) = judged.Answers(0, rows, [.. Enumerable.Range(0, rows * 7).Select(_ => (float)((random.NextDouble() * 4) - 2))]);

        Assert.Equal(theirs, ours);
    }

    private static Judged? TryRead(byte[] graph, out string why)
    {
        try
        {
            why = "";
            return new Judged(graph);
        }
        catch (FedMl.ScoringEngine.OnnxGraphs.UnreadableGraphException exception)
        {
            why = exception.Message;
            return null;
        }
    }
}
