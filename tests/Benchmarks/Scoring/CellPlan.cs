using FedMl.Benchmarks.Load;

namespace FedMl.Benchmarks.Scoring;

/// <summary>Which cells there are, in the order in which a round goes through them: what is compared stands together.</summary>
internal static class CellPlan
{
    /// <summary>Connections of a REST load; HTTP/1.1 has one request in flight on each.</summary>
    public const int RestConnections = 16;

    /// <summary>Requests in flight that saturate every server.</summary>
    public const int Saturation = 64;

    private static readonly string[] Servers = [ServerName.Echo, ServerName.Scoring, ServerName.Naive, ServerName.Node];

    public static IReadOnlyList<Cell> Cells(ScoringPlan plan)
    {
        List<Cell> cells = [];
        foreach (var model in plan.Models.Where(m => m != BenchmarkModel.Slow))
        {
            foreach (var batch in plan.Batches)
            {
                cells.Add(InProcess(model, batch, 1));
                cells.Add(InProcess(model, batch, 1) with { Server = ServerName.InProcessAllCores });
                cells.Add(InProcess(model, batch, Environment.ProcessorCount));
                cells.Add(InProcess(model, batch, Environment.ProcessorCount) with { Server = ServerName.InProcessOwnSessions });
                cells.AddRange(from inFlight in plan.InFlight from server in Servers select Grpc(server, model, batch, inFlight));
            }

            cells.Add(Grpc(ServerName.ScoringUnbatched, model, 1, Saturation));
            cells.Add(Grpc(ServerName.Scoring, model, 1, Saturation) with { Offered = 0.5 });

            // What the machine and the transport alone make of the same rate.
            cells.Add(Grpc(ServerName.Echo, model, 1, Saturation) with { Offered = 0.5 });
        }

        if (plan.Models.Contains(BenchmarkModel.Slow))
        {
            cells.Add(OneRun);
            cells.AddRange(Overloads.Select(Overload));
        }

        if (plan.Models.Contains(BenchmarkModel.Mlp))
        {
            cells.Add(Streaming);
            cells.AddRange([GrpcBesideRest, Rest(ServerName.Scoring, Transport.RestBinary)]);
            cells.AddRange(new[] { ServerName.Scoring, ServerName.Naive, ServerName.Gateway }.Select(server => Rest(server, Transport.RestJson)));
        }

        return [.. cells.Distinct().Where(c => !plan.IsLeftOut(c.Server))];
    }

    public static Cell Streaming => Grpc(ServerName.Scoring, BenchmarkModel.Mlp, 1, Saturation) with { Transport = Transport.GrpcStream };

    /// <summary>Multiples of its capacity that a server is offered.</summary>
    public static IReadOnlyList<double> Overloads { get; } = [2, 10];

    /// <summary>So few in flight that none is refused, so many that there is always one to run.</summary>
    public static Cell OneRun => Grpc(ServerName.ScoringOneRun, BenchmarkModel.Slow, 1, 8);

    /// <summary>So many in flight that the server, not the generator, decides how many wait.</summary>
    public static Cell Overload(double times) => OneRun with { Connections = 8, Streams = 100, Offered = times };

    /// <summary>What the cell's load is a multiple of.</summary>
    public static Cell CapacityOf(Cell cell) => cell.IsOverload ? OneRun : Grpc(ServerName.Scoring, cell.Model, cell.Batch, Saturation);

    /// <summary>gRPC on as many connections as REST needs, one request in flight on each.</summary>
    public static Cell GrpcBesideRest => new(ServerName.Scoring, BenchmarkModel.Mlp, 1, Transport.Grpc, RestConnections, 1);

    public static Cell InProcess(string model, int batch, int threads) => new(ServerName.InProcess, model, batch, Transport.Grpc, threads, 1);

    /// <summary>1 × 1, 1 × 8 and 8 × 8, as connections × streams.</summary>
    public static Cell Grpc(string server, string model, int batch, int inFlight)
    {
        var transport = server switch
        {
            ServerName.Echo => Transport.Echo,
            ServerName.Naive => Transport.Naive,
            _ => Transport.Grpc,
        };
        return new Cell(server, model, batch, transport, (inFlight + 7) / 8, Math.Min(8, inFlight));
    }

    public static Cell Rest(string server, Transport transport) => new(server, BenchmarkModel.Mlp, 1, transport, RestConnections, 1);
}
