namespace FedMl.Benchmarks.Scans;

/// <summary>What a run of the benchmark of scans measures.</summary>
internal sealed record ScanPlan(int Rows, int Rounds)
{
    public const string Usage =
        """
        scan [options]
          --rows N          rows of 30 columns (1000000)
          --rounds N        rounds, each DuckDB's own reader and then ScanFeatures (5)
        """;

    public static bool TryRead(string[] args, out ScanPlan plan, out IReadOnlyList<string> faults)
    {
        var values = new OptionValues(args, ["rows", "rounds"], []);
        plan = new ScanPlan(values.Integer("rows", 1_000_000, 1, 100_000_000), values.Integer("rounds", 5, 1, 1000));
        faults = values.Faults;
        return faults.Count == 0;
    }
}
