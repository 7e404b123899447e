using FedMl.Benchmarks.Answers;
using FedMl.Benchmarks.Load;
using FedMl.Benchmarks.Processes;
using FedMl.Benchmarks.Servers;

namespace FedMl.Benchmarks.Scoring;

/// <summary>How each server is started; those that others need come first.</summary>
internal sealed class ServerStarts(ScoringPlan plan, ServerFleet fleet, string modelsFolder, CancellationToken cancellationToken)
{
    private const int Tries = 600;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Uri registry = Address(FreePort.Take());

    public async Task StartAllAsync()
    {
        await StartAsync(ServerName.Echo, () => OwnAsync(ServeArguments.Echo));
        await StartAsync(ServerName.Naive, () => OwnAsync(ServeArguments.Naive));
        await StartAsync(ServerName.Node, NodeAsync);
        Service("Models", "--Listen:GrpcPort", $"{registry.Port}", "--Listen:MetricsPort", "0", "--Models:Folder", modelsFolder);
        await StartAsync(ServerName.Scoring, () => ScoringAsync());
        await StartAsync(ServerName.ScoringUnbatched, () => ScoringAsync(ForEachModel("Batching:Mode", "Off")));
        await StartAsync(ServerName.ScoringOneRun, () => ScoringAsync(["--ScoringEngine:Threads", "1", .. ForEachModel("Batching:Mode", "Off"), .. ForEachModel("MaxConcurrency", "1")]));
        await StartAsync(ServerName.Gateway, GatewayAsync);
    }

    private string[] ForEachModel(string setting, string value) => [.. plan.Models.SelectMany(m => new[] { $"--ScoringEngine:Models:{m}:{setting}", value })];

    private Task StartAsync(string name, Func<Task<RunningServer>> start) => plan.IsLeftOut(name) ? Task.CompletedTask : fleet.StartAsync(name, start);

    private static Uri Address(int port) => new($"http://127.0.0.1:{port}");

    private async Task<RunningServer> OwnAsync(string kind)
    {
        var arguments = new ServeArguments(kind, FreePort.Take(), FreePort.Take(), modelsFolder);

        // Projects of the web SDK, which the naive service stands for, have the server's garbage collector.
        var environment = new Dictionary<string, string> { ["DOTNET_gcServer"] = kind == ServeArguments.Naive ? "1" : "0" };
        var process = fleet.Keep(ChildProcess.Self(kind, ["serve", .. arguments.ToArray()], environment));
        await process.ReadUntilAsync(ServeCommand.Ready, cancellationToken);
        var rest = Address(arguments.RestPort);
        return new RunningServer([process], Address(arguments.GrpcPort), rest, new AllocationCount(new Uri(rest, AllocatedBytes.Path)));
    }

    private async Task<RunningServer> NodeAsync()
    {
        await NodeInstall.EnsureAsync(cancellationToken);
        var process = fleet.Keep(new ChildProcess("node", "node", [Path.Combine(RepositoryFiles.Node, "server.mjs"), RepositoryFiles.Protos, modelsFolder]));
        var ready = await process.ReadUntilAsync(ServeCommand.Ready, cancellationToken);
        return new RunningServer([process], Address(int.Parse(ready.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)), null, null);
    }

    private async Task<RunningServer> ScoringAsync(params string[] settings)
    {
        var (grpc, rest, metrics) = (Address(FreePort.Take()), Address(FreePort.Take()), Address(FreePort.Take()));
        var process = Service(
            "Scoring",
            [
                "--Listen:GrpcPort", $"{grpc.Port}", "--Listen:RestPort", $"{rest.Port}", "--Listen:MetricsPort", $"{metrics.Port}",
                "--Neighbours:Models:Address", $"{registry}", "--Neighbours:Features:Address", $"{Address(FreePort.Take())}", .. settings,
            ]);
        foreach (var model in plan.Models)
        {
            using var client = new GrpcInferenceClient(new LoadPlan { Target = grpc, Model = model });
            await UntilAsync(process, client);
        }

        return new RunningServer([process], grpc, rest, new AllocationCount(new Uri(metrics, "/metrics"), AllocationCount.Metric), new Uri(metrics, "/metrics"));
    }

    private async Task<RunningServer> GatewayAsync()
    {
        var scoring = fleet.Get(ServerName.Scoring);
        var rest = Address(FreePort.Take());
        var process = Service(
            "Gateway",
            "--Listen:RestPort", $"{rest.Port}", "--Listen:MetricsPort", "0", "--Gateway:ScoringRestAddress", $"{scoring.Rest}",
            "--Neighbours:Scoring:Address", $"{scoring.Grpc}", "--Neighbours:Models:Address", $"{registry}", "--Neighbours:Features:Address", $"{registry}");
        using var client = new RestInferenceClient(new LoadPlan { Target = rest, Model = plan.Models[0] });
        await UntilAsync(process, client);
        return new RunningServer([process, .. scoring.Processes], null, rest, null);
    }

    private ChildProcess Service(string name, params string[] arguments) =>
        fleet.Keep(new ChildProcess(name, "dotnet", [RepositoryFiles.Service(name), .. arguments]));

    // Another process: it can be asked but not awaited.
    private async Task UntilAsync(ChildProcess process, IInferenceClient client)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await client.InputsAsync();
                return;
            }
            catch (LoadException exception) when (process.HasExited)
            {
                throw new LoadException(process.Explain("ended"), exception);
            }
            catch (LoadException) when (tries < Tries)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}
