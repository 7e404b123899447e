using FedMl.Models.Artifacts;
using FedMl.Models.AzureMl;
using FedMl.Models.Catalog;
using FedMl.Models.Folder;
using FedMl.Models.Registry;
using FedMl.ServiceDefaults.Health;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace FedMl.Models;

/// <summary>The room that publishes model versions to whoever scores.</summary>
public static class ModelsRoom
{
    public static WebApplicationBuilder AddModels(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<ModelsOptions>(ModelsOptions.Section);
        services.AddSingleton<IValidateOptions<ModelsOptions>, ModelsOptionsValidator>();
        services.AddSingleton<IValidateOptions<ModelsOptions>, AzureMlOptionsValidator>();
        services.AddSingleton(_ => new ModelsMetrics(Prometheus.Metrics.DefaultFactory));

        services.AddSingleton<FolderRegistry>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ModelsOptions>>().Value switch
        {
            { Registry: RegistryKind.AzureMl } options => AzureMlRegistration.Create(
                options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ModelsMetrics>(), provider.GetRequiredService<ILoggerFactory>()),
            _ => (IModelRegistry)provider.GetRequiredService<FolderRegistry>(),
        });
        services.AddSingleton<ModelFeed>();
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<ArtifactHashes>();
        services.AddSingleton<ArtifactDownloads>();
        services.AddSingleton<ModelCards>();
        services.AddHostedService<RegistrySync>();
        services.AddHostedService<FeedClock>();
        services.AddHealthChecks().AddCheck<CatalogHealth>("models", tags: [HealthRoutes.Ready]);
        return builder;
    }

    public static WebApplication MapModels(this WebApplication app)
    {
        app.MapGrpcService<ModelsGrpcService>();
        return app;
    }
}
