using FedMl.Models.Artifacts;
using FedMl.Models.AzureMl;
using FedMl.Models.Catalog;
using FedMl.Models.Deployments;
using FedMl.Models.Folder;
using FedMl.Models.Plans;
using FedMl.Models.Records;
using FedMl.Models.Registrations;
using FedMl.Models.Registry;
using FedMl.Models.Steering;
using FedMl.Models.Trust;
using FedMl.ServiceDefaults.Health;
using FedMl.ServiceDefaults.Hosting;
using FedMl.ServiceDefaults.SignIn.Grants;
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

        services.AddSingleton<PinnedVersions>();
        services.AddSingleton<FolderRegistry>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ModelsOptions>>().Value switch
        {
            { Registry: RegistryKind.AzureMl } options => AzureMlRegistration.Create(
                options, provider.GetRequiredService<PinnedVersions>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ModelsMetrics>(), provider.GetRequiredService<ILoggerFactory>()),
            _ => (IModelRegistry)provider.GetRequiredService<FolderRegistry>(),
        });
        services.AddSingleton<IValidateOptions<ModelsOptions>, DeploymentOptionsValidator>();
        services.AddSingleton(provider => new Lazy<OnlineEndpoints>(() => AzureMlRegistration.CreateEndpoints(
            provider.GetRequiredService<IOptions<ModelsOptions>>().Value, provider.GetRequiredService<TimeProvider>())));
        services.AddSingleton<ModelFeed>();
        services.AddSingleton(provider => new ModelCatalog(
            provider.GetRequiredService<ModelFeed>(), waitsForSteering: provider.GetRequiredService<IOptions<ModelsOptions>>().Value.StateFolder.Length > 0, provider.GetRequiredService<CurrentCaller>()));
        services.AddSingleton<IRecords>(provider => new FileRecords(provider.GetRequiredService<IOptions<ModelsOptions>>().Value.StateFolder));
        services.AddSingleton<FolderRegistrations>();
        services.AddSingleton<SteeringRecords>();
        services.AddSingleton<SteeringChanges>();
        services.AddSingleton<SteeringDoor>();
        services.AddSingleton<Steerer>();
        services.AddSingleton<Measurements>();
        services.AddSingleton<PlanSteerer>();
        services.AddSingleton<PlanClock>();
        services.AddSingleton<Reports>();
        services.AddHostedService<SteeringSync>();
        services.AddSingleton<IValidateOptions<ModelsOptions>, TrustOptionsValidator>();
        services.AddSingleton<ArtifactTrust>();
        services.AddSingleton<WantedVersions>();
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
        app.MapGrpcService<SteeringGrpcService>();
        app.MapGrpcService<DeploymentsGrpcService>();
        app.MapGrpcService<RegistrationGrpcService>();
        return app;
    }
}
