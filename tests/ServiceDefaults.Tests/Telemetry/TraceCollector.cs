using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace FedMl.ServiceDefaults.Tests.Telemetry;

/// <summary>A server that takes traces over OTLP, by gRPC or by HTTP.</summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    private static readonly byte[] EmptyGrpcMessage = [0, 0, 0, 0, 0];
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, byte[] Bytes)> exports = new();

    private TraceCollector(bool grpc)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        app = builder.Build();
        app.Run(context => TakeAsync(context, grpc));
    }

    public Uri Address => new(app.Urls.Single());

    public IReadOnlyCollection<(string Path, byte[] Bytes)> Exports => exports;

    public static async Task<TraceCollector> StartAsync(bool grpc)
    {
        var collector = new TraceCollector(grpc);
        await collector.app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, bool grpc)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        exports.Enqueue((context.Request.Path, body.ToArray()));
        if (grpc)
        {
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", "0");
            await context.Response.Body.WriteAsync(EmptyGrpcMessage);
        }
    }
}
