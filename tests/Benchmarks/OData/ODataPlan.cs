namespace FedMl.Benchmarks.OData;

/// <summary>What a run of the benchmark of reads over OData measures.</summary>
internal sealed record ODataPlan(int Rows, int PageRows, int Rounds)
{
    public const string Usage =
        """
        odata [options]
          --rows N          rows of 30 columns (300000)
          --page-rows N     rows of one page (40000, which are about 20 MB)
          --rounds N        rounds, each a plain reader and then ScanFeatures (5)
        """;

    public static bool TryRead(string[] args, out ODataPlan plan, out IReadOnlyList<string> faults)
    {
        var values = new OptionValues(args, ["rows", "page-rows", "rounds"], []);
        plan = new ODataPlan(values.Integer("rows", 300_000, 1, 10_000_000), values.Integer("page-rows", 40_000, 2, 1_000_000), values.Integer("rounds", 5, 1, 1000));
        faults = values.Faults;
        return faults.Count == 0;
    }
}
