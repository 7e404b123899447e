using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FedMl.Protos.Training.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedMl.Training;

/// <summary>The service as a process of its own that is killed at a failpoint.</summary>
internal sealed class TrainingProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly GrpcChannel channel;
    private readonly TrainingService.TrainingServiceClient client;

    private TrainingProcess(Process process, int port)
    {
        this.process = process;
        channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        client = new TrainingService.TrainingServiceClient(channel);
    }

    public static async Task<TrainingProcess> StartAsync(TempFolder folder, NeighbourStandIn neighbours, string program, string failpoint, params string[] more)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            typeof(TrainingRoom).Assembly.Location, $"--Listen:GrpcPort={port}", $"--Listen:MetricsPort={FreePort()}", .. folder.Settings(program), .. neighbours.Settings, .. more,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["FEDML_FAILPOINT"] = failpoint;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var started = new TrainingProcess(process, port);
        await started.UntilAnsweringAsync();
        return started;
    }

    /// <summary>Asks for a job; whether there is an answer is up to the failpoint.</summary>
    public Task SubmitAsync(string template, string key) =>
        TryAsync(client => client.SubmitJobAsync(new SubmitJobRequest { Template = template, IdempotencyKey = key }).ResponseAsync);

    /// <summary>Calls it; whether there is an answer is up to the failpoint.</summary>
    public async Task TryAsync(Func<TrainingService.TrainingServiceClient, Task> call)
    {
        try
        {
            await call(client);
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
        {
        }
    }

    public Task ExitAsync() => process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

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

    private async Task UntilAnsweringAsync()
    {
        await client.ListJobsAsync(new ListJobsRequest(), new CallOptions().WithWaitForReady(true)).ResponseAsync.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
