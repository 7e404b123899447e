using FedMl.Features;
using FedMl.Gateway;
using FedMl.Models;
using FedMl.Scoring;
using FedMl.ServiceDefaults.Hosting;
using FedMl.Training;
using Microsoft.Extensions.Options;

namespace FedMl.Local;

/// <summary>All rooms in one process: the services behind one gRPC port, the gateway before them.</summary>
internal sealed class LocalRooms : IAsyncDisposable
{
    private readonly WebApplication services;
    private readonly WebApplication gateway;

    private LocalRooms(LocalArguments arguments, WebApplication services, WebApplication gateway)
    {
        Arguments = arguments;
        this.services = services;
        this.gateway = gateway;
    }

    public LocalArguments Arguments { get; }

    public Uri Grpc => new($"http://127.0.0.1:{Arguments.GrpcPort}");

    public Uri Rest => new($"http://127.0.0.1:{Arguments.RestPort}");

    public Uri ScoringRest => new($"http://127.0.0.1:{Arguments.ScoringRestPort}");

    public Uri Metrics => new($"http://127.0.0.1:{Arguments.MetricsPort}");

    /// <exception cref="OptionsValidationException">Folders are not there or ports are in use; names all of them.</exception>
    public static LocalRooms Build(LocalArguments arguments)
    {
        string[] faults = [.. arguments.MissingFolders(), .. arguments.PortsTaken()];
        return faults.Length == 0
            ? new LocalRooms(arguments, BuildServices(arguments), BuildGateway(arguments))
            : throw new OptionsValidationException("arguments", typeof(LocalArguments), faults);
    }

    public async Task StartAsync()
    {
        await services.StartAsync();
        await gateway.StartAsync();
    }

    /// <summary>Waits for SIGTERM or Ctrl+C; then the gateway stops first, so that its last calls are still answered.</summary>
    public async Task RunToEndAsync()
    {
        await gateway.WaitForShutdownAsync();
        await services.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await services.DisposeAsync();
    }

    private static WebApplication BuildServices(LocalArguments arguments)
    {
        var builder = ServiceHost.CreateBuilder(
            [.. arguments.Passed],
            "local",
            listen =>
            {
                listen.GrpcPort = arguments.GrpcPort;
                listen.RestPort = arguments.ScoringRestPort;
                listen.MetricsPort = arguments.MetricsPort;
            },
            Settings(arguments));
        // The gateway's host hears the signal and stops first; this one is stopped after it.
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.AddFeatures();
        builder.AddModels();
        builder.AddScoring();
        builder.AddTraining();

        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapFeatures();
        app.MapModels();
        app.MapScoring();
        app.MapTraining();
        return app;
    }

    private static WebApplication BuildGateway(LocalArguments arguments)
    {
        var builder = ServiceHost.CreateBuilder([.. arguments.Passed], "gateway", listen => listen.RestPort = arguments.RestPort, Settings(arguments));
        builder.AddGateway();

        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGateway();
        return app;
    }

    private static Dictionary<string, string?> Settings(LocalArguments arguments)
    {
        var grpc = $"http://127.0.0.1:{arguments.GrpcPort}";
        return new Dictionary<string, string?>
        {
            ["Logging:Console:FormatterName"] = "simple",
            ["Features:Data"] = arguments.Data,
            ["Features:FeatureViews"] = arguments.FeatureViews,
            ["Models:Folder"] = arguments.Models,
            ["Models:StateFolder"] = Path.Join(arguments.Models, ".state"),
            ["Models:AllowRegistrations"] = "true",
            ["Training:Templates"] = arguments.TrainingTemplates,
            ["Training:StateFolder"] = Path.Join(arguments.TrainingTemplates, ".jobs"),
            ["Training:EventsFolder"] = Path.Join(arguments.TrainingTemplates, ".events"),
            ["Training:Local:Programs:sample-trainer"] = Path.Join(AppContext.BaseDirectory, "FedMl.SampleTrainer.dll"),
            ["Neighbours:Features:Address"] = grpc,
            ["Neighbours:Models:Address"] = grpc,
            ["Neighbours:Scoring:Address"] = grpc,
            ["Neighbours:Training:Address"] = grpc,
            ["Gateway:ScoringRestAddress"] = $"http://127.0.0.1:{arguments.ScoringRestPort}",
        };
    }
}
