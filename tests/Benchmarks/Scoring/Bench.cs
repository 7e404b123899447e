using System.Text.Json;
using FedMl.Benchmarks.Generator;
using FedMl.Benchmarks.InProcess;
using FedMl.Benchmarks.Load;
using FedMl.Benchmarks.Processes;

namespace FedMl.Benchmarks.Scoring;

/// <summary>Measures single cells: a generator process on one side, a server process on the other.</summary>
internal sealed class Bench(ServerFleet fleet, string modelsFolder, CancellationToken cancellationToken)
{
    private readonly ChildProcess generator = fleet.Keep(ChildProcess.Self("The load generator", ["generate"]));

    /// <param name="cell">What to measure.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="rate">Requests a second in an open loop; 0: closed loop.</param>
    /// <exception cref="LoadException">It cannot be measured; the message says why.</exception>
    public async Task<Measurement> MeasureAsync(Cell cell, double seconds, double rate)
    {
        var onnx = BenchmarkModel.FileIn(modelsFolder, cell.Model);
        if (cell.IsInProcess)
        {
            var threadsOfARun = cell.Server == ServerName.InProcessAllCores ? Environment.ProcessorCount : 1;
            var plan = new InProcessPlan(onnx, cell.Batch, cell.Connections, cell.Server == ServerName.InProcessOwnSessions, threadsOfARun, seconds);
            var (own, allocated) = await OrderAsync(new Order(null, plan));
            return new Measurement(own, own.GeneratorCpu, PerRequest(allocated, own));
        }

        var server = fleet.Get(cell.Server);
        var rest = cell.Transport is Transport.RestJson or Transport.RestBinary;
        var target = (rest ? server.Rest : server.Grpc) ?? throw new LoadException($"{cell.Server} does not take {cell.Transport}.");
        var before = server.Allocated is null ? 0 : await server.Allocated.ReadAsync(cancellationToken);
        var cpu = server.CpuTime;
        var (report, _) = await OrderAsync(new Order(
            new LoadPlan
            {
                Target = target,
                Transport = cell.Transport,
                Model = cell.Model,
                Onnx = onnx,
                Batch = cell.Batch,
                Connections = cell.Connections,
                Streams = cell.Streams,
                Rate = rate,
                Seconds = seconds,
                BusyMicroseconds = cell.BusyMicroseconds,
            },
            null));
        cpu = server.CpuTime - cpu;
        double? bytes = server.Allocated is null ? null : PerRequest(await server.Allocated.ReadAsync(cancellationToken) - before, report);
        return new Measurement(report, cpu.TotalMicroseconds / Math.Max(1, report.Right + report.Wrong), bytes);
    }

    /// <summary>What the stages of a model's requests took in Scoring since it started.</summary>
    public Task<StageSums> StagesAsync(string model) => StageSums.ReadAsync(fleet.Get(ServerName.Scoring).Metrics!, model, cancellationToken);

    private static double PerRequest(double amount, LoadReport report) => amount / Math.Max(1, report.Right + report.Wrong);

    private async Task<(LoadReport Report, long Allocated)> OrderAsync(Order order)
    {
        await generator.WriteLineAsync(JsonSerializer.Serialize(order));
        var result = JsonSerializer.Deserialize<OrderResult>(await generator.ReadLineAsync(cancellationToken))!;
        return (result.Report ?? throw new LoadException($"The load generator: {result.Error}"), result.AllocatedBytes);
    }
}
