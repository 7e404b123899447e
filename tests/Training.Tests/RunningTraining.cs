using FedMl.Protos.Training.V1;
using FedMl.ServiceDefaults.Hosting;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.Training;

/// <summary>The service on a free loopback port beside a stand-in of its neighbours, and a client of it.</summary>
internal sealed class RunningTraining : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly GrpcChannel channel;

    private RunningTraining(WebApplication app)
    {
        this.app = app;
        channel = GrpcChannel.ForAddress(app.Urls.Single());
        Client = new TrainingService.TrainingServiceClient(channel);
    }

    public TrainingService.TrainingServiceClient Client { get; }

    public static Task<RunningTraining> StartAsync(TempFolder folder, NeighbourStandIn neighbours, string program, params string[] more) =>
        StartAsync(folder, neighbours, TimeProvider.System, program, more);

    public static async Task<RunningTraining> StartAsync(TempFolder folder, NeighbourStandIn neighbours, TimeProvider time, string program, params string[] more)
    {
        var builder = ServiceHost.CreateBuilder([.. folder.Settings(program), .. neighbours.Settings, .. more], "training", listen => listen.GrpcPort = 0);
        builder.Logging.ClearProviders();
        builder.AddTraining();
        builder.Services.AddSingleton(time);
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapTraining();
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new RunningTraining(app);
    }

    public async Task<Job> SubmitAsync(string template = "t", string key = "", params (string Name, string Value)[] parameters) =>
        (await Client.SubmitJobAsync(new SubmitJobRequest { Template = template, IdempotencyKey = key, Parameters = { parameters.ToDictionary(p => p.Name, p => p.Value) } })).Job;

    public async Task<Job> GetAsync(string id) => (await Client.GetJobAsync(new GetJobRequest { Id = id })).Job;

    /// <summary>Everything that happened, when the job has ended.</summary>
    public async Task<List<WatchJobResponse>> WatchAsync(string id, string position = "")
    {
        using var call = Client.WatchJob(new WatchJobRequest { Id = id, Position = position }, deadline: DateTimeOffset.MaxValue.UtcDateTime);
        List<WatchJobResponse> events = [];
        await foreach (var happened in call.ResponseStream.ReadAllAsync())
        {
            events.Add(happened);
        }

        return events;
    }

    /// <summary>Waits until something happens.</summary>
    public async Task<WatchJobResponse> UntilAsync(string id, Predicate<WatchJobResponse> wanted)
    {
        using var call = Client.WatchJob(new WatchJobRequest { Id = id });
        await foreach (var happened in call.ResponseStream.ReadAllAsync())
        {
            if (wanted(happened))
            {
                return happened;
            }
        }

        throw new InvalidOperationException("The job ended before what was waited for.");
    }

    public Task UntilAsync(string id, JobState state) => UntilAsync(id, happened => happened.State?.State == state);

    public async Task<Job> EndAsync(string id)
    {
        await WatchAsync(id);
        return await GetAsync(id);
    }

    /// <summary>Lets time pass, and then on in small steps until triggers of the template <c>t</c> have run so often.</summary>
    public async Task UntilRunsAsync(FakeTimeProvider time, TimeSpan first, int runs)
    {
        time.Advance(first);
        while ((await Client.ListRunsAsync(new ListRunsRequest { Template = "t" })).Runs.Count < runs)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.DisposeAsync();
    }
}
