namespace FedMl.Benchmarks.Scoring;

/// <summary>What a run of the benchmark measures.</summary>
internal sealed record ScoringPlan
{
    public const string Usage =
        """
        scoring [options]
          --rounds N        rounds, each through all cells (5)
          --seconds S       time of a cell in a round (2)
          --models A,B      of trees, mlp, dense, slow (all)
          --servers A,B     of echo, naive, node, gateway beside Scoring and in process (all)
          --json FILE       writes every measurement there
          --explain         where the time of a single request goes, step by step, and nothing else
          --quick           one round of batch 1 with half a second a cell: does it run, not how fast is it
        """;

    private static readonly string[] Others = [ServerName.Echo, ServerName.Naive, ServerName.Node, ServerName.Gateway];

    public int Rounds { get; init; } = 5;

    public double Seconds { get; init; } = 2;

    /// <summary>Before the first round each cell runs once unmeasured, seconds.</summary>
    public double WarmUpSeconds { get; init; } = 2;

    public IReadOnlyList<string> Models { get; init; } = [.. BenchmarkModel.All.Select(m => m.Name)];

    /// <summary>Servers to compare with; Scoring itself always runs.</summary>
    public IReadOnlyList<string> Servers { get; init; } = Others;

    public IReadOnlyList<int> Batches { get; init; } = [1, 8, 64];

    public IReadOnlyList<int> InFlight { get; init; } = [1, 8, CellPlan.Saturation];

    /// <summary>Tells where the time of a single request goes, in place of all else.</summary>
    public bool Explain { get; init; }

    public string? JsonFile { get; init; }

    public bool IsLeftOut(string server) => Others.Except(Servers).Contains(server);

    public static bool TryRead(string[] args, out ScoringPlan plan, out IReadOnlyList<string> faults)
    {
        var values = new OptionValues(args, ["rounds", "seconds", "models", "servers", "json"], ["quick", "explain"]);
        var quick = values.Has("quick");
        var all = new ScoringPlan();

        plan = all with
        {
            Rounds = values.Integer("rounds", quick ? 1 : all.Rounds, 1, 1000),
            Seconds = values.Number("seconds", quick ? 0.5 : all.Seconds, 0.1, 600),
            WarmUpSeconds = quick ? 0.2 : all.WarmUpSeconds,
            Models = values.Choices("models", all.Models),
            Servers = values.Has("explain") ? [ServerName.Echo] : values.Choices("servers", Others),
            Explain = values.Has("explain"),
            Batches = quick ? [1] : all.Batches,
            InFlight = quick ? [1, CellPlan.Saturation] : all.InFlight,
            JsonFile = values.Text("json"),
        };
        faults = values.Faults;
        return faults.Count == 0;
    }
}
