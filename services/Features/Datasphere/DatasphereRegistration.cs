using FedMl.Features.Datasphere.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Prometheus;

namespace FedMl.Features.Datasphere;

internal static class DatasphereRegistration
{
    public static IServiceCollection AddDatasphere(this IServiceCollection services)
    {
        services.AddHttpClient(Transport.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => Connections.Handler(provider.GetRequiredService<IOptions<FeaturesOptions>>().Value.Datasphere))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // They would say each URL, which holds keys.
            .RemoveAllLoggers();
        services.TryAddSingleton(_ => new DatasphereMetrics(Metrics.DefaultFactory));
        services.AddSingleton<DatasphereSource>();
        return services;
    }
}
