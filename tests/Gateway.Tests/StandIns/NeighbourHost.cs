using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedMl.Gateway.Tests.StandIns;

/// <summary>A real server with the neighbours' gRPC on one port and Scoring's REST on another.</summary>
internal sealed class NeighbourHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private NeighbourHost(WebApplication app)
    {
        this.app = app;
        var urls = app.Urls.ToArray();
        (Grpc, Rest) = (urls[0], urls[1]);
    }

    public string Grpc { get; }

    public string Rest { get; }

    /// <param name="standIn">What gRPC calls are answered with.</param>
    /// <param name="rest">What Scoring's REST port is answered with.</param>
    public static async Task<NeighbourHost> StartAsync(StandIn standIn, RequestDelegate rest)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(standIn);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        app.MapGrpcService<ScoringStandIn>();
        app.MapGrpcService<ModelsStandIn>();
        app.MapGrpcService<SteeringStandIn>();
        app.MapGrpcService<DeploymentsStandIn>();
        app.MapGrpcService<FeaturesStandIn>();
        app.MapGrpcService<PredictionsStandIn>();
        app.MapGrpcService<DiscoveryStandIn>();
        app.MapGrpcService<HistoryStandIn>();
        app.MapGrpcService<TrainingStandIn>();
        app.MapFallback("{**path}", rest);
        await app.StartAsync();
        return new NeighbourHost(app);
    }

    public Task StopAsync() => app.StopAsync(new CancellationToken(canceled: true));

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
