using System.Numerics;

namespace FedMl.ScoringEngine.Tests.Explanations;

/// <summary>Shapley values by their definition: over all subsets of the values that are known, the rest taken from the background.</summary>
internal static class BruteForce
{
    /// <param name="scores">Answers rows: one or more raw scores each.</param>
    /// <param name="row">The row to explain.</param>
    /// <param name="background">Rows in the place of what is not known.</param>
    /// <returns>Values × scores.</returns>
    public static double[][] Contributions(Func<IReadOnlyList<double[]>, double[][]> scores, double[] row, double[][] background)
    {
        var count = row.Length;
        var subsets = Enumerable.Range(0, 1 << count).ToArray();
        var mixtures = subsets.SelectMany(known => background.Select(other => other.Select((value, i) => Has(known, i) ? row[i] : value).ToArray())).ToArray();
        var worth = scores(mixtures).Chunk(background.Length).Select(Mean).ToArray();
        return
        [
            .. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, worth[0].Length).Select(score =>
                subsets.Where(s => !Has(s, i)).Sum(s => Share(BitOperations.PopCount((uint)s), count) * (worth[s | (1 << i)][score] - worth[s][score]))).ToArray()),
        ];
    }

    private static bool Has(int subset, int i) => (subset & (1 << i)) != 0;

    private static double Share(int size, int count) => Factorial(size) * Factorial(count - size - 1) / Factorial(count);

    private static double Factorial(int n) => Enumerable.Range(1, n).Aggregate(1.0, (product, i) => product * i);

    private static double[] Mean(double[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Average(r => r[i]))];
}
