using FedMl.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;

namespace FedMl.Benchmarks.Servers;

/// <summary>What the transport alone can carry: our own host set-up, with a method that sends back what it got.</summary>
internal static class EchoServer
{
    public static WebApplication Build(ServeArguments arguments)
    {
        var builder = ServiceHost.CreateBuilder([], ServeArguments.Echo, listen => (listen.GrpcPort, listen.RestPort) = (arguments.GrpcPort, arguments.RestPort));
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<EchoService>();
        app.MapGet(AllocatedBytes.Path, AllocatedBytes.Count);
        return app;
    }
}
