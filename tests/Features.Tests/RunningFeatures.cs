using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedMl.Features.Tests;

/// <summary>The real Features host on a free port, over folders that a test fills.</summary>
internal sealed class RunningFeatures : IAsyncDisposable
{
    private readonly LogLines log = new();
    private WebApplication app = null!;
    private GrpcChannel channel = null!;
    private string[] arguments = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("fedml-features-").FullName;

    public FeaturesService.FeaturesServiceClient Client => new(channel);

    public HistoricalFeaturesService.HistoricalFeaturesServiceClient History => new(channel);

    public DiscoveryService.DiscoveryServiceClient Discovery => new(channel);

    /// <summary>What it logged so far.</summary>
    public IReadOnlyCollection<string> Log => log.Lines;

    public PredictionsService.PredictionsServiceClient Predictions => new(channel);

    /// <summary>What of the host a test puts something else for.</summary>
    public Action<IServiceCollection> Replace { get; init; } = _ => { };

    public RunningFeatures Data(string space, string file, string text)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "data", space));
        return Put(Path.Combine("data", space, file), text);
    }

    public RunningFeatures View(string file, string yaml)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "views"));
        return Put(Path.Combine("views", file), yaml);
    }

    // At once, as the README asks of those who replace files: a host that looks in between would see half of one.
    private RunningFeatures Put(string path, string text)
    {
        var aside = Path.Combine(Folder, Path.GetFileName(path) + ".new");
        File.WriteAllText(aside, text);
        File.Move(aside, Path.Combine(Folder, path), overwrite: true);
        return this;
    }

    /// <summary>Starts it again as it was started, over the same folders.</summary>
    public async Task RestartAsync()
    {
        channel.Dispose();
        await app.DisposeAsync();
        await StartAsync(arguments);
    }

    public async Task<RunningFeatures> StartAsync(params string[] args)
    {
        arguments = args;
        var builder = ServiceHost.CreateBuilder(
            ["--Features:Data", Path.Combine(Folder, "data"), "--Features:FeatureViews", Path.Combine(Folder, "views"), "--Features:RescanMilliseconds", "50", .. args],
            "features",
            l => l.GrpcPort = 0);
        builder.Logging.AddProvider(log);
        builder.AddFeatures();
        Replace(builder.Services);
        app = builder.Build();
        app.MapServiceDefaults();
        app.MapFeatures();
        await app.StartAsync();
        channel = GrpcChannel.ForAddress(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return this;
    }

    /// <summary>Tells the host to stop, as SIGTERM does; it still answers until it is restarted or disposed of.</summary>
    public void BeginStop() => app.Lifetime.StopApplication();

    public async Task<ServiceException> FailsAsync(GetOnlineFeaturesRequest request) =>
        RpcErrors.FromRpcException(await Assert.ThrowsAsync<RpcException>(async () => await Client.GetOnlineFeaturesAsync(request)), "Features");

    public static async Task<ServiceException> FailsAsync<T>(AsyncUnaryCall<T> call) =>
        RpcErrors.FromRpcException(await Assert.ThrowsAsync<RpcException>(async () => await call), "Features");

    public async Task UntilAsync(Func<ListFeatureViewsResponse, bool> condition)
    {
        for (var i = 0; i < 1200; i++)
        {
            if (condition(await Client.ListFeatureViewsAsync(new ListFeatureViewsRequest())))
            {
                return;
            }

            // The file system's announcements come by the real clock, and the service tells nobody that it has looked.
            await Task.Delay(50);
        }

        Assert.Fail("What was waited for did not come within a minute.");
    }

    public async ValueTask DisposeAsync()
    {
        channel?.Dispose();
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    public static GetOnlineFeaturesRequest Ask(string[] features, params Column[] keys) => new() { Features = { features }, EntityKeys = { keys } };

    public static Column Texts(string name, params string[] values) => new() { Name = name, Strings = new Strings { Values = { values } } };

    public static Column Longs(string name, params long[] values) => new() { Name = name, Int64S = new Int64s { Values = { values } } };
}
