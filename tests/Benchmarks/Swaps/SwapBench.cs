using System.Diagnostics;
using FedMl.Benchmarks.Processes;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Onnx;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedMl.Benchmarks.Swaps;

/// <summary>Models and Scoring as processes, a folder of models, and steady requests.</summary>
internal sealed class SwapBench : IAsyncDisposable
{
    /// <summary>Rounds before anything is measured.</summary>
    public const int FirstRounds = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("fedml-swaps-");
    private readonly int width;
    private readonly ChildProcess models;
    private readonly ChildProcess scoring;
    private readonly GrpcChannel channel;
    private readonly SteadyRequests requests;
    private int version;

    private SwapBench(int megabytes)
    {
        width = (int)Math.Sqrt(megabytes * 1024L * 1024 / sizeof(float));
        var (modelsPort, scoringPort) = (FreePort.Take(), FreePort.Take());
        var folder = root.CreateSubdirectory("models").FullName;
        models = new ChildProcess("Models", "dotnet", [RepositoryFiles.Service("Models"), "--Models:Folder", folder, "--Listen:GrpcPort", $"{modelsPort}", "--Listen:MetricsPort", ""]);
        scoring = new ChildProcess(
            "Scoring",
            "dotnet",
            [
                RepositoryFiles.Service("Scoring"), "--Neighbours:Models:Address", $"http://127.0.0.1:{modelsPort}", "--Neighbours:Features:Address", "http://127.0.0.1:1",
                "--Listen:GrpcPort", $"{scoringPort}", "--Listen:RestPort", "", "--Listen:MetricsPort", "",
            ]);
        channel = GrpcChannel.ForAddress($"http://127.0.0.1:{scoringPort}");
        requests = new SteadyRequests(channel, width);
    }

    public static async Task<SwapBench> StartAsync(int megabytes)
    {
        var bench = new SwapBench(megabytes);
        bench.Publish();
        await bench.UntilAsync(async () => (await bench.StatusesAsync()).Any(s => s.IsDefault));
        bench.requests.Start();
        return bench;
    }

    /// <summary>Publishes the next version and takes away the one before the last.</summary>
    /// <returns>Time until an answer was of that version.</returns>
    public async Task<TimeSpan> SwapAsync()
    {
        var published = Publish();
        await requests.UntilVersionAsync(version).WaitAsync(Patience);
        var time = Stopwatch.GetElapsedTime(published);
        Directory.Delete(FolderOf(version - 1), recursive: true);
        await UntilAsync(async () => (await StatusesAsync()).Count == 1);
        return time;
    }

    /// <summary>Memory of Scoring, the least of some moments: what was unloaded last may still be on its way.</summary>
    public async Task<long> SettledMemoryAsync()
    {
        var least = long.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(250);
            least = Math.Min(least, scoring.Memory);
        }

        return least;
    }

    /// <summary>Ends the requests.</summary>
    public Task<SwapTally> EndAsync() => requests.EndAsync();

    public async ValueTask DisposeAsync()
    {
        await requests.EndAsync();
        channel.Dispose();
        await scoring.DisposeAsync();
        await models.DisposeAsync();
        root.Delete(recursive: true);
    }

    private string FolderOf(int number) => Path.Combine(root.FullName, "models", SteadyRequests.Model, $"{number}");

    // Whole or not at all, as the README asks.
    private long Publish()
    {
        version++;
        var aside = root.CreateSubdirectory($"aside-{version}").FullName;
        File.WriteAllBytes(Path.Combine(aside, "model.onnx"), LargeGraphs.Scaled(version, width));
        Directory.CreateDirectory(Path.GetDirectoryName(FolderOf(version))!);
        Directory.Move(aside, FolderOf(version));
        return Stopwatch.GetTimestamp();
    }

    private async Task<IReadOnlyList<ModelStatus>> StatusesAsync() =>
        (await new ScoringService.ScoringServiceClient(channel).ListModelStatusesAsync(new ListModelStatusesRequest { Model = SteadyRequests.Model })).Statuses;

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Patience; await Task.Delay(20))
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (RpcException)
            {
                // It is starting.
            }
        }

        throw new LoadException(scoring.Explain("did not get there"));
    }
}
