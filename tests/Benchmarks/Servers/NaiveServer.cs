using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedMl.Benchmarks.Servers;

/// <summary>
/// The servers that the benchmark compares with, on ASP.NET Core's default host as its templates leave it: gRPC, or a
/// minimal API that takes and gives the protocol's JSON through objects.
/// </summary>
internal static class NaiveServer
{
    public static WebApplication Build(ServeArguments arguments)
    {
        var builder = WebApplication.CreateBuilder();
        // As the templates' appsettings.json has it.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(_ => new NaiveModels(arguments.ModelsFolder));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, arguments.GrpcPort, port => port.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, arguments.RestPort, port => port.Protocols = HttpProtocols.Http1);
        });

        var app = builder.Build();
        app.MapGrpcService<NaiveService>();
        app.MapPost("/v2/models/{model}/infer", (string model, InferRequestBody request, NaiveModels models) => InferResponseBody.Of(model, request, models));
        app.MapGet(AllocatedBytes.Path, AllocatedBytes.Count);
        return app;
    }
}
