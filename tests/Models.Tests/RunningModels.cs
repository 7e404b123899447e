using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Hosting;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedMl.Models;

/// <summary>The service on a free loopback port, and a client of it.</summary>
internal sealed class RunningModels : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly GrpcChannel channel;

    private RunningModels(WebApplication app)
    {
        this.app = app;
        channel = GrpcChannel.ForAddress(app.Urls.Single());
        Client = new ModelsService.ModelsServiceClient(channel);
    }

    public ModelsService.ModelsServiceClient Client { get; }

    public SteeringService.SteeringServiceClient Steering => new(channel);

    public RegistrationService.RegistrationServiceClient Registration => new(channel);

    public string Address => app.Urls.Single();

    public static async Task<RunningModels> StartAsync(string folder, TimeProvider? time = null, params string[] more)
    {
        var builder = ServiceHost.CreateBuilder(
            [$"--Models:Folder={folder}", "--Models:SettleMilliseconds=50", .. more], "models", listen => listen.GrpcPort = 0);
        builder.Logging.ClearProviders();
        builder.AddModels();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapModels();
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new RunningModels(app);
    }

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.DisposeAsync();
    }
}
