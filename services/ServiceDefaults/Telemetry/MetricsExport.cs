using System.Net;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Prometheus;

namespace FedMl.ServiceDefaults.Telemetry;

/// <summary>Serves Prometheus metrics on a port of their own, so that no ingress can show them.</summary>
internal sealed class MetricsExport(IOptions<ListenOptions> listen, HostNames names) : IHostedService, IAsyncDisposable
{
    private WebApplication? server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (listen.Value.MetricsPort is not { } port)
        {
            return;
        }

        RuntimeMeters.Publish();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(listen.Value.Address), port);
        });
        // It hears no signal: it goes when its host goes.
        builder.Services.AddSingleton<IHostLifetime, OfItsHost>();
        server = builder.Build();
        names.Check(server);
        server.UseMetricServer("/metrics");
        await server.StartAsync(cancellationToken);
    }

    /// <summary>Where it listens; null: nowhere.</summary>
    internal Uri? Address => server is null ? null : new Uri(server.Urls.Single());

    public Task StopAsync(CancellationToken cancellationToken) => server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private sealed class OfItsHost : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
