using FedMl.Benchmarks.Load;
using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Scoring;
using FedMl.Benchmarks.Servers;

namespace FedMl.Benchmarks.Features;

/// <summary>A kind of request, sent to Features and, with the same payload, to the echo.</summary>
internal sealed class FeaturesCell(int keys, int inFlight)
{
    private const string Path = "/fedml.features.v1.FeaturesService/GetOnlineFeatures";
    private readonly ExactAnswers requests = OnlineData.Requests(keys);
    private readonly ExactAnswers echoes = OnlineData.Echoes(keys);

    public string Name => $"{keys} {(keys == 1 ? "key" : "keys")} × {OnlineData.Features} features, {inFlight} in flight";

    /// <summary>Whether its latency is what the goal is about; of more in flight, how many are answered.</summary>
    public bool IsAlone => inFlight == 1;

    public Task<Measurement> FeaturesAsync(RunningServer server, double seconds, CancellationToken cancellationToken) =>
        MeasureAsync(server, Path, requests, seconds, cancellationToken);

    public Task<Measurement> EchoAsync(RunningServer server, double seconds, CancellationToken cancellationToken) =>
        MeasureAsync(server, $"/{EchoService.ServiceName}/{EchoService.MethodName}", echoes, seconds, cancellationToken);

    private async Task<Measurement> MeasureAsync(RunningServer server, string path, ExactAnswers asked, double seconds, CancellationToken cancellationToken)
    {
        var plan = new LoadPlan { Target = server.Grpc!, Model = "", Connections = (inFlight + 7) / 8, Streams = Math.Min(8, inFlight), Seconds = seconds };
        var before = await server.Allocated!.ReadAsync(cancellationToken);
        var cpu = server.CpuTime;
        var report = LoadRun.Run(plan, asked, path);
        cpu = server.CpuTime - cpu;
        var count = Math.Max(1, report.Right + report.Wrong);
        return new Measurement(report, cpu.TotalMicroseconds / count, (await server.Allocated.ReadAsync(cancellationToken) - before) / count);
    }
}
