using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.OnnxGraphs;

public sealed class LinearModelTests
{
    private static readonly double[][] Rows = [[0, 0], [1, -2], [0.5, 3]];

    [Fact]
    public void Score_ThreeClasses_IsWhatOnnxRuntimeAnswers()
    {
        var graph = LinearGraphs.Classifier([1, 2, 3, 4, 5, 6], [0.5f, 0, -1], "a", "b", "c");
        using var judge = new OnnxScores(graph);
        var read = Read(graph);

        Assert.Equal(["a", "b", "c"], read.Classes);
        Assert.Equal(judge.Of(Rows), Rows.Select(r => Scores(read, r)));
    }

    [Fact]
    public void Score_TwoClassesAndOneScore_IsTheSecondClass()
    {
        var graph = LinearGraphs.Classifier([1, 2], [0.5f], "no", "yes");
        using var judge = new OnnxScores(graph);
        var read = Read(graph);

        Assert.Equal(["yes"], read.Classes);
        Assert.Equal(judge.Of(Rows).Select(r => r[1]), Rows.Select(r => Scores(read, r).Single()));
    }

    private static IEstimator Read(byte[] graph) => ParsedGraph.Read(graph, [new GraphInput("x", NumberKind.Float, [0, 1])], 1).Estimator;

    private static double[] Scores(IEstimator estimator, double[] row)
    {
        var scores = new double[estimator.Scores];
        estimator.Score(row, scores);
        return scores;
    }
}
