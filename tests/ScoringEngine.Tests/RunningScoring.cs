using System.Text;
using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using FedMl.Scoring;
using FedMl.ServiceDefaults.Hosting;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FedMl.ScoringEngine.Tests;

/// <summary>The real Scoring host on free ports, with stand-ins of Models and Features behind real gRPC.</summary>
internal sealed class RunningScoring : IAsyncDisposable
{
    private readonly WebApplication neighbours;
    private readonly WebApplication app;

    private RunningScoring(WebApplication neighbours, WebApplication app, RegistryStandIn registry, FeaturesStandIn features)
    {
        this.neighbours = neighbours;
        this.app = app;
        Registry = registry;
        Features = features;
        var addresses = AddressesOf(app);
        Channel = GrpcChannel.ForAddress(addresses[0]);
        Http = new HttpMessageInvoker(new SocketsHttpHandler());
        Rest = addresses[1];
    }

    public RegistryStandIn Registry { get; }

    public FeaturesStandIn Features { get; }

    public GrpcChannel Channel { get; }

    public Uri Rest { get; }

    public HttpMessageInvoker Http { get; }

    public IServiceProvider Services => app.Services;

    public ScoringService.ScoringServiceClient Scoring => new(Channel);

    public GRPCInferenceService.GRPCInferenceServiceClient Inference => new(Channel);

    public static async Task<RunningScoring> StartAsync(Action<RegistryStandIn>? publish = null, params string[] args)
    {
        var registry = new RegistryStandIn();
        var features = new FeaturesStandIn();
        publish?.Invoke(registry);
        var neighbours = ServiceHost.CreateBuilder([], "stand-ins", l => l.GrpcPort = 0);
        neighbours.Services.AddSingleton(registry);
        neighbours.Services.AddSingleton(features);
        var neighbourApp = neighbours.Build();
        neighbourApp.MapGrpcService<RegistryStandIn>();
        neighbourApp.MapGrpcService<FeaturesStandIn>();
        await neighbourApp.StartAsync();

        var address = AddressesOf(neighbourApp)[0].ToString();
        var builder = ServiceHost.CreateBuilder(
            ["--Neighbours:Models:Address", address, "--Neighbours:Features:Address", address, "--ScoringEngine:CanaryLoad:Enabled", "false", .. args],
            "scoring",
            l => (l.GrpcPort, l.RestPort) = (0, 0));
        builder.AddScoring();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapScoring();
        await app.StartAsync();
        var running = new RunningScoring(neighbourApp, app, registry, features);
        await UntilAsync(async () => (await running.Inference.ServerReadyAsync(new ServerReadyRequest())).Ready);
        return running;
    }

    /// <summary>Waits for something that comes by itself, over real connections and threads that no fake clock moves; fails after a minute.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 3000; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(20);
        }

        Assert.Fail("What was waited for did not come within a minute.");
    }

    public Task UntilStateAsync(string model, string version, ModelState state) => UntilAsync(async () => (await StatusAsync(model, version))?.State == state);

    public Task UntilDefaultAsync(string model, string version) => UntilAsync(async () => (await StatusAsync(model, version))?.IsDefault == true);

    public async Task<ModelStatus?> StatusAsync(string model, string version) =>
        (await Scoring.ListModelStatusesAsync(new ListModelStatusesRequest { Model = model })).Statuses.FirstOrDefault(s => s.Version == version);

    public async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Rest, path));
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request, CancellationToken.None);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Http.Dispose();
        await app.DisposeAsync();
        await neighbours.DisposeAsync();
    }

    private static Uri[] AddressesOf(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a))];
}
