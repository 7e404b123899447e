using System.Globalization;
using FedMl.Benchmarks.Processes;
using FedMl.Benchmarks.Scoring;
using FedMl.Benchmarks.Servers;
using FedMl.Protos.Features.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedMl.Benchmarks.Features;

/// <summary>Features as it ships and an echo on the same host set-up, each a process.</summary>
internal sealed class FeaturesServers(ServerFleet fleet, string folder, CancellationToken cancellationToken)
{
    private const int Tries = 600;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task<RunningServer> EchoAsync()
    {
        var arguments = new ServeArguments(ServeArguments.Echo, FreePort.Take(), FreePort.Take(), folder);
        var process = fleet.Keep(ChildProcess.Self("echo", ["serve", .. arguments.ToArray()]));
        await process.ReadUntilAsync(ServeCommand.Ready, cancellationToken);
        return new RunningServer([process], Address(arguments.GrpcPort), null, new AllocationCount(new Uri(Address(arguments.RestPort), AllocatedBytes.Path)));
    }

    /// <summary>Answers when the feature view is served.</summary>
    public async Task<(RunningServer Server, AllocationCount Misses)> FeaturesAsync()
    {
        var (grpc, metrics) = (Address(FreePort.Take()), Address(FreePort.Take()));
        var process = fleet.Keep(new ChildProcess(
            "Features",
            "dotnet",
            [
                RepositoryFiles.Service("Features"), "--Listen:GrpcPort", Text(grpc), "--Listen:MetricsPort", Text(metrics),
                "--Features:Data", Path.Combine(folder, "data"), "--Features:FeatureViews", Path.Combine(folder, "views"),
            ]));
        await UntilServedAsync(process, grpc);
        var page = new Uri(metrics, "/metrics");
        return (new RunningServer([process], grpc, null, new AllocationCount(page, AllocationCount.Metric)), new AllocationCount(page, "fedml_feature_cache_keys_total{view=\"wide\",result=\"miss\"} "));
    }

    private static Uri Address(int port) => new($"http://127.0.0.1:{port}");

    private static string Text(Uri address) => address.Port.ToString(CultureInfo.InvariantCulture);

    private async Task UntilServedAsync(ChildProcess process, Uri target)
    {
        using var channel = GrpcChannel.ForAddress(target);
        var client = new FeaturesService.FeaturesServiceClient(channel);
        for (var tries = 0; ; tries++)
        {
            try
            {
                var views = await client.ListFeatureViewsAsync(new ListFeatureViewsRequest(), cancellationToken: cancellationToken);
                if (views.FeatureViews.Count == 1)
                {
                    return;
                }
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
            {
                // Not yet.
            }

            if (process.HasExited || tries == Tries)
            {
                throw new LoadException(process.Explain("does not serve the feature view"));
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
