namespace FedMl.Benchmarks.Scoring;

/// <summary>All targets of the models that run.</summary>
internal static class Targets
{
    private const double BytesPerRequest = 1024;

    // As long as Scoring lets a request wait by default.
    private const double MaxWaitMilliseconds = 1000;

    public static IReadOnlyList<Target> Of(ScoringPlan plan) => [.. All(plan).Where(t => !t.Cells.Any(c => plan.IsLeftOut(c.Server)))];

    private static IEnumerable<Target> All(ScoringPlan plan) =>
    [
        .. from model in Fast(plan) from batch in plan.Batches from target in OfBatch(model, batch) select target,
        .. Fast(plan).SelectMany(OfModel),
        .. plan.Models.Contains(BenchmarkModel.Slow) ? CellPlan.Overloads.SelectMany(OfOverload) : [],
        .. plan.Models.Contains(BenchmarkModel.Mlp) ? OfTransports() : [],
    ];

    private static IEnumerable<string> Fast(ScoringPlan plan) => plan.Models.Where(m => m != BenchmarkModel.Slow);

    private static IEnumerable<Target> OfBatch(string model, int batch)
    {
        var scoring = CellPlan.Grpc(ServerName.Scoring, model, batch, CellPlan.Saturation);
        var echo = CellPlan.Grpc(ServerName.Echo, model, batch, CellPlan.Saturation);
        yield return new Target(
            $"{model}, batch {batch}: throughput ÷ bound 1/(1/echo + 1/in process)",
            0.90,
            AtLeast: true,
            "",
            [scoring, echo, CellPlan.InProcess(model, batch, Environment.ProcessorCount)],
            m => m[0].RequestsPerSecond / Bound(m[1], m[2]));

        yield return new Target(
            $"{model}, batch {batch}: p50 of one in flight − echo's − in process",
            20,
            AtLeast: false,
            "µs",
            [CellPlan.Grpc(ServerName.Scoring, model, batch, 1), CellPlan.Grpc(ServerName.Echo, model, batch, 1), CellPlan.InProcess(model, batch, 1)],
            m => m[0].Load.P50 - m[1].Load.P50 - m[2].Load.P50);
    }

    private static IEnumerable<Target> OfModel(string model)
    {
        var scoring = CellPlan.Grpc(ServerName.Scoring, model, 1, CellPlan.Saturation);
        if (model != BenchmarkModel.Dense)
        {
            var naive = CellPlan.Grpc(ServerName.Naive, model, 1, CellPlan.Saturation);
            yield return Target.Speed($"{model}: ÷ the naive service", model == BenchmarkModel.Mlp ? 1.5 : 1.15, scoring, naive);
            yield return Target.Speed($"{model}: ÷ the Node server", 5, scoring, CellPlan.Grpc(ServerName.Node, model, 1, CellPlan.Saturation));
        }

        yield return new Target($"{model}: allocated for a request", BytesPerRequest, AtLeast: false, "B", [scoring], m => m[0].AllocatedBytes ?? double.NaN);
        yield return new Target($"{model}: p99 ÷ p50 at half load", 3, AtLeast: false, "", [scoring with { Offered = 0.5 }], m => m[0].Load.P99 / m[0].Load.P50);
        yield return Target.Speed(
            $"{model}: ÷ with batching off", model == BenchmarkModel.Dense ? 2.5 : 0.97, scoring, CellPlan.Grpc(ServerName.ScoringUnbatched, model, 1, CellPlan.Saturation));
    }

    private static IEnumerable<Target> OfOverload(double times)
    {
        var overload = CellPlan.Overload(times);
        yield return Target.Speed($"slow: goodput at {times} × capacity ÷ at capacity", 0.9, overload, CellPlan.OneRun);
        yield return new Target($"slow: p99 of answers at {times} × capacity", MaxWaitMilliseconds, AtLeast: false, "ms", [overload], m => m[0].Load.P99 / 1000);
    }

    private static IEnumerable<Target> OfTransports()
    {
        var json = CellPlan.Rest(ServerName.Scoring, Load.Transport.RestJson);
        yield return Target.Speed("mlp: streaming ÷ unary", 1.4, CellPlan.Streaming, CellPlan.Grpc(ServerName.Scoring, BenchmarkModel.Mlp, 1, CellPlan.Saturation));
        yield return Target.Speed("mlp: REST JSON ÷ a minimal API with objects", 1.25, json, CellPlan.Rest(ServerName.Naive, Load.Transport.RestJson));
        yield return Target.Speed("mlp: REST binary ÷ gRPC, one in flight a connection", 0.8, CellPlan.Rest(ServerName.Scoring, Load.Transport.RestBinary), CellPlan.GrpcBesideRest);
    }

    /// <summary>What a server can carry at most whose transport and model take turns on the same cores.</summary>
    private static double Bound(Measurement echo, Measurement inProcess) => 1 / ((1 / echo.RequestsPerSecond) + (1 / inProcess.RequestsPerSecond));
}
