using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.OnnxGraphs;

/// <summary>Small ensembles, made anew from a seed.</summary>
/// <param name="seed">The seed.</param>
/// <param name="version5">Whether some nodes ask for membership of a set, and each leaf adds to one score.</param>
/// <param name="allScores">Whether every leaf adds to every score.</param>
internal sealed class RandomTrees(int seed, bool allScores = false, bool version5 = false)
{
    private static readonly string[] Modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"];

    private readonly Random random = new(seed);
    private long nextId;

    public int Below(int limit) => random.Next(limit);

    public float Number() => (float)((random.NextDouble() * 2) - 1);

    /// <summary>Few different values, so that rows meet thresholds exactly; now and then none.</summary>
    public double Value() => random.Next(8) == 0 ? double.NaN : random.Next(5) / 2.0;

    public double[][] Rows(int count, int columns) => [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, columns).Select(_ => Value()).ToArray())];

    /// <summary>Fills an ensemble.</summary>
    /// <param name="ensemble">Takes the trees.</param>
    /// <param name="trees">How many.</param>
    /// <param name="columns">Columns that they look at.</param>
    /// <param name="scores">The raw scores that leaves add to.</param>
    public Ensemble Fill(Ensemble ensemble, int trees, int columns, params long[] scores)
    {
        for (var tree = 0; tree < trees; tree++)
        {
            nextId = 0;
            Grow(ensemble, tree, nextId++, columns, 1 + random.Next(4), scores);
        }

        return ensemble;
    }

    private float[] Set() => [.. Enumerable.Range(0, 5).Where(_ => random.Next(2) == 0).Select(i => i / 2f).DefaultIfEmpty(1)];

    private void Grow(Ensemble ensemble, long tree, long id, int columns, int depth, long[] scores)
    {
        if (depth == 0)
        {
            if (version5)
            {
                ensemble.Leaf(tree, id, (scores[random.Next(scores.Length)], Number()));
                return;
            }

            // Not every leaf adds to every score.
            ensemble.Leaf(tree, id, [.. scores.Where(score => allScores || random.Next(4) > 0).Select(score => (score, Number()))]);
            return;
        }

        var (whenTrue, whenFalse) = (nextId++, nextId++);
        var isSet = version5 && random.Next(3) == 0;
        ensemble.Branch(
            tree, id, isSet ? "BRANCH_MEMBER" : Modes[random.Next(Modes.Length)], random.Next(columns), random.Next(5) / 2f, whenTrue, whenFalse, random.Next(2) == 0, isSet ? Set() : []);
        Grow(ensemble, tree, whenTrue, columns, random.Next(depth), scores);
        Grow(ensemble, tree, whenFalse, columns, random.Next(depth), scores);
    }
}
