namespace FedMl.Benchmarks.Scoring;

/// <summary>What was measured, cell by cell and round by round.</summary>
internal sealed class Rounds
{
    /// <summary>Server CPU of a cell whose median is that much above its minimum was disturbed by something else.</summary>
    private const double NoisySpread = 1.25;

    private readonly Dictionary<Cell, List<Measurement>> measurements = [];
    private readonly Dictionary<Cell, string> failures = [];

    public IReadOnlyDictionary<Cell, string> Failures => failures;

    public void Add(Cell cell, Measurement measurement)
    {
        if (!measurements.TryGetValue(cell, out var list))
        {
            measurements[cell] = list = [];
        }

        list.Add(measurement);
    }

    /// <summary>The cell cannot be measured; it is not tried again.</summary>
    public void Fail(Cell cell, string reason) => failures[cell] = reason;

    public IReadOnlyList<Measurement> Of(Cell cell) => measurements.GetValueOrDefault(cell) ?? [];

    /// <summary>The newest measurement of the cell.</summary>
    public Measurement? Latest(Cell cell) => Of(cell) is { Count: > 0 } list ? list[^1] : null;

    public double Median(Cell cell, Func<Measurement, double> value) => Statistics.Median([.. Of(cell).Select(value)]);

    public bool IsNoisy(Cell cell)
    {
        double[] cpu = [.. Of(cell).Select(m => m.ServerCpu)];
        return cpu.Length > 1 && Statistics.Median(cpu) > NoisySpread * cpu.Min();
    }

    /// <summary>Median over the rounds of a value that cells of the same round give; null where one of them was not measured.</summary>
    public double? Median(IReadOnlyList<Cell> cells, Func<IReadOnlyList<Measurement>, double> value)
    {
        var rounds = cells.Min(c => Of(c).Count);
        return rounds == 0 ? null : Statistics.Median([.. Enumerable.Range(0, rounds).Select(round => value([.. cells.Select(c => Of(c)[round])]))]);
    }

    public long WrongAnswers => measurements.Sum(m => m.Value.Sum(one => one.Load.Wrong - (m.Key.IsOverload ? one.Load.Refused : 0)));
}

internal static class Statistics
{
    public static double Median(double[] values)
    {
        double[] ordered = [.. values.Order()];
        var middle = ordered.Length / 2;
        return ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}
