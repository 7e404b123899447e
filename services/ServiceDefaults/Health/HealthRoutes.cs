using FedMl.Protos.Auth.V1;
using FedMl.ServiceDefaults.SignIn.Rights;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FedMl.ServiceDefaults.Health;

/// <summary>
/// Live (the process runs) and ready (it can answer). A room adds its own conditions as health checks with the
/// tag <see cref="Ready"/>.
/// </summary>
public static class HealthRoutes
{
    /// <summary>Tag of checks that decide readiness; also the gRPC health service name that tells it.</summary>
    public const string Ready = "ready";

    /// <summary>Tag of checks that decide liveness; also the gRPC health service name that tells it.</summary>
    public const string Live = "live";

    internal static void AddHealth(this WebApplicationBuilder builder)
    {
        // A name that matches no check would answer UNKNOWN, so each has one that always holds.
        builder.Services.AddHealthChecks().AddCheck("process", () => HealthCheckResult.Healthy(), [Live, Ready]);
        builder.Services.AddGrpcHealthChecks(grpc =>
        {
            grpc.Services.Map("", result => result.Tags.Contains(Ready));
            grpc.Services.Map(Ready, result => result.Tags.Contains(Ready));
            grpc.Services.Map(Live, result => result.Tags.Contains(Live));
        });
        // The publisher feeds Watch; its default first look comes after 5 s, which would delay every roll-out.
        builder.Services.Configure<HealthCheckPublisherOptions>(publisher =>
        {
            publisher.Delay = TimeSpan.Zero;
            publisher.Period = TimeSpan.FromSeconds(5);
        });
    }

    // Watching holds a stream for as long as a caller likes, so it is for those who sign in.
    internal static void MapGrpcHealth(this WebApplication app) => app.MapGrpcHealthChecksService().Add(endpoint =>
        endpoint.Metadata.Add(new NeededRight(endpoint.Metadata.OfType<GrpcMethodMetadata>().Any(grpc => grpc.Method.Name == "Check") ? Right.Open : Right.SignedIn)));

    internal static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live) }).Needs(Right.Open);
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) }).Needs(Right.Open);
    }
}
