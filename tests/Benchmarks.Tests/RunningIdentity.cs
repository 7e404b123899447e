using System.Net;
using FedMl.Benchmarks.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedMl.Benchmarks.Tests;

/// <summary>A server of the Open Inference Protocol on Kestrel whose only model answers what it was sent: y = x.</summary>
internal sealed class RunningIdentity : IAsyncDisposable
{
    private const int SmallestWindow = 65_535;
    private readonly WebApplication app;

    private RunningIdentity(WebApplication app, Misdeeds misdeeds)
    {
        (this.app, Misdeeds) = (app, misdeeds);
        Uri[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a))];
        (Grpc, Rest) = (addresses[0], addresses[1]);
    }

    public Uri Grpc { get; }

    public Uri Rest { get; }

    public Misdeeds Misdeeds { get; }

    public static async Task<RunningIdentity> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        var misdeeds = new Misdeeds();
        builder.Services.AddSingleton(misdeeds);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.InitialStreamWindowSize = SmallestWindow;
            kestrel.Limits.Http2.InitialConnectionWindowSize = SmallestWindow;
            kestrel.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        app.MapGrpcService<IdentityService>();
        IdentityRest.Map(app);
        await app.StartAsync();
        return new RunningIdentity(app, misdeeds);
    }

    /// <summary>Rows of a number of elements, with the answers that are right for them.</summary>
    public static RowSet Rows(int rows, int width = 3)
    {
        var x = new InputSpec("x", ElementType.Fp32, [-1, width]).RandomRows(rows, new Random(7));
        return new RowSet(rows, [x], [x with { Name = "y" }]);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
