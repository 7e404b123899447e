using System.Diagnostics;
using FedMl.Protos.Models.V1;
using Grpc.Net.Client;

namespace FedMl.Models.Steering;

/// <summary>The service as a process of its own, which can be killed.</summary>
internal sealed class ModelsProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly GrpcChannel channel;

    private ModelsProcess(Process process, GrpcChannel channel)
    {
        this.process = process;
        this.channel = channel;
        Steering = new SteeringService.SteeringServiceClient(channel);
    }

    public SteeringService.SteeringServiceClient Steering { get; }

    /// <param name="folder">Its registry, and elsewhere its records.</param>
    /// <param name="failpoint">Where it is killed; empty: nowhere.</param>
    public static async Task<ModelsProcess> StartAsync(TempFolder folder, string failpoint = "")
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            Path.Combine(AppContext.BaseDirectory, "FedMl.Models.dll"), "--Models:Folder", folder.Models, "--Models:StateFolder", folder.Elsewhere,
            "--Models:SettleMilliseconds", "50", "--Listen:GrpcPort", "0", "--Listen:MetricsPort", "0", "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information",
        })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["FEDML_FAILPOINT"] = failpoint;
        var process = Process.Start(start)!;
        var address = await AddressAsync(process).WaitAsync(Patience);
        _ = process.StandardOutput.ReadToEndAsync();
        var channel = GrpcChannel.ForAddress(address);
        await UntilReadyAsync(new ModelsService.ModelsServiceClient(channel));
        return new ModelsProcess(process, channel);
    }

    public Task UntilExitAsync() => process.WaitForExitAsync().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static async Task<string> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(Listening, StringComparison.Ordinal))
            {
                return line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Split('"', ' ')[0];
            }
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }

    private static async Task UntilReadyAsync(ModelsService.ModelsServiceClient models)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var watch = models.WatchModels(new WatchModelsRequest(), cancellationToken: patience.Token);
        Assert.True(await watch.ResponseStream.MoveNext(patience.Token));
    }
}
