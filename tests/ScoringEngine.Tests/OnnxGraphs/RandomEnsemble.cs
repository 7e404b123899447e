using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.OnnxGraphs;

/// <summary>Graphs of random trees of every kind, with how ONNX Runtime's answer tells their raw scores.</summary>
/// <param name="Graph">The file.</param>
/// <param name="Columns">Columns of its input x.</param>
/// <param name="FirstScore">Place of the first raw score in what it answers.</param>
internal sealed record RandomEnsemble(byte[] Graph, int Columns, int FirstScore)
{
    public const int Kinds = 9;

    public static RandomEnsemble Of(int seed)
    {
        var random = new RandomTrees(seed, allScores: seed % Kinds is 1 or 2 or 4 or 6, version5: seed % Kinds >= 7);
        var columns = 1 + random.Below(5);
        var trees = 1 + random.Below(4);
        float[] bases = random.Below(2) == 0 ? [] : [random.Number(), random.Number(), random.Number()];
        Ensemble Ensemble(int scores, string aggregate = "SUM") => new() { BaseValues = [.. bases.Take(scores)], Aggregate = aggregate, Doubles = seed % 2 == 0 };
        return (seed % Kinds) switch
        {
            0 => new(random.Fill(Ensemble(1, random.Below(2) == 0 ? "SUM" : "AVERAGE"), trees, columns, 0).ToRegressor(columns, 1), columns, 0),
            1 => new(random.Fill(Ensemble(3), trees, columns, 0, 1, 2).ToRegressor(columns, 3), columns, 0),
            2 => new(random.Fill(Ensemble(2, "AVERAGE"), trees, columns, 0, 1).ToRegressor(columns, 2), columns, 0),
            3 => new(random.Fill(Ensemble(3), trees, columns, 0, 1, 2).ToClassifier(columns, "a", "b", "c"), columns, 0),
            // The second class's score, whichever class the weights name.
            4 => new(random.Fill(Ensemble(1), trees, columns, 0).ToClassifier(columns, "no", "yes"), columns, 1),
            5 => new(random.Fill(Ensemble(0), trees, columns, 1).Leaf(trees, 0, (1, 0.5f)).ToClassifier(columns, "no", "yes"), columns, 1),
            7 => new(random.Fill(Ensemble(0), trees, columns, 0).ToTreeEnsemble(columns, 1), columns, 0),
            8 => new(random.Fill(Ensemble(0, "AVERAGE"), trees, columns, 0, 1, 2).ToTreeEnsemble(columns, 3), columns, 0),
            _ => new(random.Fill(Ensemble(0), trees, columns, 0, 1).ToClassifier(columns, "no", "yes"), columns, 0),
        };
    }
}
