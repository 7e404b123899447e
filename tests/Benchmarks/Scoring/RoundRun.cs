namespace FedMl.Benchmarks.Scoring;

/// <summary>Goes through all cells, round by round, so that what disturbs the machine for a while disturbs them all.</summary>
internal sealed class RoundRun(ScoringPlan plan, Bench bench, TextWriter progress)
{
    private readonly Rounds rounds = new();

    public async Task<Rounds> RunAsync()
    {
        var cells = CellPlan.Cells(plan);
        foreach (var cell in cells.Where(c => !c.IsOpenLoop || c.IsOverload))
        {
            await MeasureAsync("warm-up", cell, plan.WarmUpSeconds, keep: false);
        }

        for (var round = 1; round <= plan.Rounds; round++)
        {
            foreach (var cell in cells)
            {
                await MeasureAsync($"round {round}/{plan.Rounds}", cell, plan.Seconds, keep: true);
            }
        }

        return rounds;
    }

    private async Task MeasureAsync(string round, Cell cell, double seconds, bool keep)
    {
        if (rounds.Failures.ContainsKey(cell))
        {
            return;
        }

        try
        {
            var rate = keep && cell.IsOpenLoop ? cell.Offered * CapacityOf(CellPlan.CapacityOf(cell)) : 0;
            var measurement = await bench.MeasureAsync(cell, seconds, rate);
            if (keep)
            {
                rounds.Add(cell, measurement);
            }

            await progress.WriteLineAsync(FormattableString.Invariant($"{round}  {cell}: {measurement.RequestsPerSecond:0}/s{FaultsOf(measurement)}"));
        }
        catch (LoadException exception)
        {
            rounds.Fail(cell, exception.Message);
            await progress.WriteLineAsync($"{round}  {cell}: not measured: {exception.Message}");
        }
    }

    private double CapacityOf(Cell closedLoop) =>
        rounds.Latest(closedLoop) is { RequestsPerSecond: > 0 } measured ? measured.RequestsPerSecond : throw new LoadException($"{closedLoop} was not measured");

    private static string FaultsOf(Measurement measurement) =>
        string.Concat(measurement.Load.Faults.Select(f => $"  {f.Value.Count} × {f.Key}: {f.Value.First}"));
}
