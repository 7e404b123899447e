using Grpc.Core;
using FedMl.ServiceDefaults.Hosting;
using FedMl.ServiceDefaults.SignIn;
using FedMl.ServiceDefaults.SignIn.Neighbours;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Neighbours;

/// <summary>Typed gRPC clients of neighbours, direct or over Dapr by configuration.</summary>
public static class NeighbourRegistration
{
    /// <summary>Adds the client of one neighbour, configured by the section <c>Neighbours:{name}</c>.</summary>
    public static WebApplicationBuilder AddNeighbour<TClient>(this WebApplicationBuilder builder, string name)
        where TClient : ClientBase
    {
        builder.Services.AddOptions<NeighbourOptions>(name)
            .BindKnownKeys($"{NeighbourOptions.Section}:{name}")
            .ValidateDataAnnotations()
            .Validate(o => o.Address is { IsAbsoluteUri: true }, $"Neighbours:{name}:Address is required, such as http://127.0.0.1:8081.")
            .Validate(o => o.Transport != NeighbourTransport.Dapr || !string.IsNullOrWhiteSpace(o.AppId), $"Neighbours:{name}:AppId is required with Transport Dapr.")
            .ValidateOnStart();

        var client = builder.Services.AddGrpcClient<TClient>(name + typeof(TClient).FullName, (services, grpc) => grpc.Address = Options(services, name).Address)
            .ConfigureChannel((services, channel) =>
            {
                var options = Options(services, name);
                channel.MaxReceiveMessageSize = options.MaxMessageBytes;
                channel.MaxSendMessageSize = options.MaxMessageBytes;
                channel.HttpHandler = Handler(options);
                channel.DisposeHttpClient = true;
            })
            .AddInterceptor(services => new DaprCallInterceptor(Options(services, name), DaprToken(services)));
        if (builder.Configuration.CallersSignIn())
        {
            client.AddInterceptor(services => services.GetRequiredService<IdentityInterceptor>());
        }

        return builder;
    }

    private static NeighbourOptions Options(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<NeighbourOptions>>().Get(name);

    private static string? DaprToken(IServiceProvider services) => services.GetRequiredService<IConfiguration>()["DAPR_API_TOKEN"];

    private static SocketsHttpHandler Handler(NeighbourOptions options) => new()
    {
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        KeepAlivePingDelay = TimeSpan.FromSeconds(options.KeepAliveSeconds),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        UseProxy = false,
    };
}
