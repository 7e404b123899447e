using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Tests.OnnxGraphs;

public sealed class TreeEnsembleTests
{
    [Fact]
    public void Score_RandomTreesOfEveryKind_IsWhatOnnxRuntimeAnswers()
    {
        for (var seed = 0; seed < 100 * RandomEnsemble.Kinds; seed++)
        {
            var random = RandomEnsemble.Of(seed);
            var read = Read(random);
            using var judge = new OnnxScores(random.Graph);
            var rows = new RandomTrees(seed).Rows(20, random.Columns);
            foreach (var (row, answer) in rows.Zip(judge.Of(rows)))
            {
                var scores = new double[read.Estimator.Scores];
                read.Estimator.Score(row, scores);
                for (var i = 0; i < scores.Length; i++)
                {
                    Assert.True(Math.Abs(scores[i] - answer[random.FirstScore + i]) < 1e-5, $"seed {seed}, score {i}: {scores[i]}, ONNX Runtime {string.Join(' ', answer)}");
                }
            }
        }
    }

    internal static ScoredGraph Read(RandomEnsemble random) =>
        ParsedGraph.Read(random.Graph, [new GraphInput("x", NumberKind.Float, [.. Enumerable.Range(0, random.Columns)])], 1000);
}
