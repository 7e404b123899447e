using FedMl.Benchmarks.Load;

namespace FedMl.Benchmarks.Scoring;

/// <summary>Measures, round by round, the steps that a request goes through which is alone in flight.</summary>
internal sealed class ExplainRun(ScoringPlan plan, Bench bench, TextWriter progress)
{
    /// <summary>Explanations of each model and batch, one a round.</summary>
    public async Task<IReadOnlyDictionary<(string Model, int Batch), IReadOnlyList<Explanation>>> RunAsync()
    {
        Dictionary<(string, int), IReadOnlyList<Explanation>> explanations = [];
        foreach (var model in plan.Models.Where(m => m != BenchmarkModel.Slow))
        {
            foreach (var batch in plan.Batches)
            {
                await ExplainAsync(model, batch, plan.WarmUpSeconds);
                List<Explanation> rounds = [];
                for (var round = 1; round <= plan.Rounds; round++)
                {
                    rounds.Add(await ExplainAsync(model, batch, plan.Seconds));
                    await progress.WriteLineAsync(FormattableString.Invariant($"round {round}/{plan.Rounds}  {model}, batch {batch}: {rounds[^1].Scoring:0} µs"));
                }

                explanations[(model, batch)] = rounds;
            }
        }

        return explanations;
    }

    private async Task<Explanation> ExplainAsync(string model, int batch, double seconds)
    {
        var echo = CellPlan.Grpc(ServerName.Echo, model, batch, 1);
        var inProcess = await P50Async(CellPlan.InProcess(model, batch, 1), seconds);
        var alone = await P50Async(echo, seconds);
        var busy = await P50Async(echo with { BusyMicroseconds = inProcess }, seconds);
        var before = await bench.StagesAsync(model);
        var scoring = await P50Async(CellPlan.Grpc(ServerName.Scoring, model, batch, 1), seconds);
        var after = await bench.StagesAsync(model);
        double Mean(string stage) => after.MeanSince(before, stage);
        return new Explanation(alone, inProcess, busy, Mean("decode"), Mean("queue"), Mean("run"), Mean("encode"), scoring);
    }

    private async Task<double> P50Async(Cell cell, double seconds)
    {
        var load = (await bench.MeasureAsync(cell, seconds, 0)).Load;
        return load.Wrong == 0 ? load.P50 : throw new LoadException($"{cell}: {load.Wrong} answers were wrong.");
    }
}
