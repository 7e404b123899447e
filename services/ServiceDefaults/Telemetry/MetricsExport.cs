using FedMl.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Prometheus;

namespace FedMl.ServiceDefaults.Telemetry;

/// <summary>Serves Prometheus metrics on a port of their own, so that no ingress can show them.</summary>
internal sealed class MetricsExport(IOptions<ListenOptions> listen) : IHostedService, IDisposable
{
    private KestrelMetricServer? server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (listen.Value.MetricsPort is not { } port)
        {
            return;
        }

        RuntimeMeters.Publish();
        server = new KestrelMetricServer(listen.Value.Address, port);
        server.Start();
        await Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => server?.StopAsync() ?? Task.CompletedTask;

    public void Dispose() => server?.Dispose();
}

internal static class MetricsExportRegistration
{
    public static void AddMetrics(this WebApplicationBuilder builder) => builder.Services.AddHostedService<MetricsExport>();
}
