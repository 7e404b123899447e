using FedMl.Protos.Auth.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Hosting;
using FedMl.ServiceDefaults.SignIn.Rights;
using FedMl.ServiceDefaults.Telemetry;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedMl.ServiceDefaults.Tests;

/// <summary>A real host on free ports with one service whose answers the test decides.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestHost(WebApplication app, LogBook log)
    {
        this.app = app;
        Log = log;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal))).ToArray();
        Grpc = addresses[0];
        Rest = addresses[1];
        Channel = GrpcChannel.ForAddress(Grpc);
    }

    public Uri Grpc { get; }

    public Uri Rest { get; }

    public Uri Metrics => app.Services.GetRequiredService<MetricsExport>().Address!;

    public GrpcChannel Channel { get; }

    public LogBook Log { get; }

    public FeaturesService.FeaturesServiceClient Client => new(Channel);

    public TraceSwitches Traces => app.Services.GetRequiredService<TraceSwitches>();

    public Task StopAsync() => app.StopAsync();

    public static Task<TestHost> StartAsync(ScriptedService service, params string[] args) => StartAsync(service, _ => { }, args);

    public static async Task<TestHost> StartAsync(ScriptedService service, Action<WebApplicationBuilder> configure, params string[] args)
    {
        var log = new LogBook();
        var builder = ServiceHost.CreateBuilder(args, "test", l => (l.GrpcPort, l.RestPort) = (0, 0));
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(service);
        configure(builder);
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<ScriptedService>();
        app.MapGet("/closed", () => "closed").Needs(Right.Score);
        app.MapGet("/undeclared", () => "undeclared");
        await app.StartAsync();
        return new TestHost(app, log);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await app.DisposeAsync();
    }
}

internal sealed class ScriptedService(Func<ListSpacesRequest, ServerCallContext, Task<ListSpacesResponse>> answer) : FeaturesService.FeaturesServiceBase
{
    public override Task<ListSpacesResponse> ListSpaces(ListSpacesRequest request, ServerCallContext context) => answer(request, context);

    public override Task<GetOnlineFeaturesResponse> GetOnlineFeatures(GetOnlineFeaturesRequest request, ServerCallContext context) =>
        Task.FromResult(new GetOnlineFeaturesResponse());
}

internal sealed class LogBook : ILoggerProvider, ILogger
{
    private readonly List<(LogLevel Level, string Text)> lines = [];

    public IReadOnlyList<string> Errors => Of(LogLevel.Error);

    public IReadOnlyList<string> Warnings => Of(LogLevel.Warning);

    public IReadOnlyList<string> Lines => Of(LogLevel.Trace);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (lines)
        {
            lines.Add((logLevel, formatter(state, exception)));
        }
    }

    public void Dispose()
    {
    }

    private IReadOnlyList<string> Of(LogLevel least)
    {
        lock (lines)
        {
            return [.. lines.Where(l => l.Level >= least).Select(l => l.Text)];
        }
    }
}
