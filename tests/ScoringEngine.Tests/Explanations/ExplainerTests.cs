using FedMl.ScoringEngine.Tests.OnnxGraphs;
using FedMl.ScoringEngine.Explanations;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Explanations;

/// <summary>Explanations are Shapley values by their definition, of the function that ONNX Runtime computes.</summary>
public sealed class ExplainerTests
{
    // ONNX Runtime adds in floats.
    private const double Tolerance = 1e-5;

    [Fact]
    public void Explain_RandomTreesOfEveryKind_GivesShapleyValues()
    {
        for (var seed = 0; seed < 30 * RandomEnsemble.Kinds; seed++)
        {
            var random = RandomEnsemble.Of(seed);
            using var judge = new OnnxScores(random.Graph);
            var values = new RandomTrees(seed);
            var scores = TreeEnsembleTests.Read(random).Estimator.Scores;
            AssertShapley(
                TreeEnsembleTests.Read(random),
                rows => [.. judge.Of(rows).Select(r => r[random.FirstScore..(random.FirstScore + scores)])],
                values.Rows(3, random.Columns),
                values.Rows(1 + values.Below(5), random.Columns),
                $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Explain_LinearModelBehindScalers_GivesShapleyValues(int scores)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new RandomTrees(seed);
            var graph = LinearGraphs.Regressor(scores, random.Number);
            using var judge = new OnnxScores(graph);
            double[][] Rows(int count) => [.. Enumerable.Range(0, count).Select(_ => new[] { random.Number(), random.Number(), (double)random.Number() })];
            var read = ParsedGraph.Read(graph, [new GraphInput("x", NumberKind.Float, [0, 1, 2])], 1);

            AssertShapley(read, judge.Of, Rows(3), Rows(4), $"seed {seed}");
        }
    }

    [Fact]
    public void Explain_OneValueInTwoColumns_IsOnePlayer()
    {
        var trees = new Ensemble().Branch(0, 0, "BRANCH_LEQ", 0, 0.5f, 1, 2).Leaf(0, 1, (0, 1)).Branch(0, 2, "BRANCH_LEQ", 2, 0.5f, 3, 4).Leaf(0, 3, (0, 2)).Leaf(0, 4, (0, 4));
        var graph = LinearGraphs.Twice(trees);
        using var judge = new OnnxScores(graph);
        var read = ParsedGraph.Read(graph, [new GraphInput("x", NumberKind.Float, [0, 1])], 100);

        AssertShapley(read, judge.Of, [[1, 0], [0, 1]], [[0, 0], [1, 1], [0, 1]], "twice");
    }

    [Fact]
    public void Explain_Cancelled_Ends()
    {
        var explainer = new Explainer(TreeEnsembleTests.Read(RandomEnsemble.Of(0)), 5, [new double[5]]);

        Assert.Throws<OperationCanceledException>(() => explainer.Explain([new double[5]], new CancellationToken(canceled: true)).ToArray());
    }

    private static void AssertShapley(ScoredGraph graph, Func<IReadOnlyList<double[]>, double[][]> judge, double[][] rows, double[][] background, string what)
    {
        var explainer = new Explainer(graph, rows[0].Length, background);
        var means = judge(background);
        foreach (var (row, explained) in rows.Zip(explainer.Explain(rows, CancellationToken.None)))
        {
            var right = BruteForce.Contributions(judge, row, background);
            var raw = judge([row])[0];
            for (var score = 0; score < raw.Length; score++)
            {
                double[] contributions = [.. Enumerable.Range(0, row.Length).Select(i => explained.Contributions[(i * raw.Length) + score])];
                AssertNear(means.Average(m => m[score]), explainer.BaseValues[score], what);
                AssertNear(raw[score], explained.RawScores[score], what);
                AssertNear(raw[score], explainer.BaseValues[score] + contributions.Sum(), what);
                for (var i = 0; i < row.Length; i++)
                {
                    AssertNear(right[i][score], contributions[i], $"{what} value {i} score {score}");
                }
            }
        }
    }

    private static void AssertNear(double expected, double actual, string what) => Assert.True(Math.Abs(expected - actual) < Tolerance, $"{what}: {actual}, not {expected}");
}
