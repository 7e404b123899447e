using FedMl.Protos.Features.V1;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Admission;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Explanations;
using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Loading;
using FedMl.ScoringEngine.Loading.Canary;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Store;
using FedMl.ServiceDefaults.Health;
using FedMl.ServiceDefaults.Hosting;
using FedMl.ServiceDefaults.Neighbours;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FedMl.ScoringEngine;

/// <summary>Puts the engine into a host.</summary>
public static class ScoringEngineRegistration
{
    /// <summary>Adds control plane (loader) and data plane (<see cref="Scorer"/>, <see cref="ModelStore"/>).</summary>
    /// <param name="builder">The host.</param>
    /// <param name="canary">What tries new versions first.</param>
    public static WebApplicationBuilder AddScoringEngine(this WebApplicationBuilder builder, CanaryProgram canary)
    {
        builder.Services.AddValidatedOptions<EngineOptions>(EngineOptions.Section);
        builder.AddNeighbour<ModelsService.ModelsServiceClient>("Models");
        builder.AddNeighbour<FeaturesService.FeaturesServiceClient>("Features");

        // control plane
        builder.Services.AddSingleton<LastKnown>();
        builder.Services.AddSingleton<KeptFiles>();
        builder.Services.AddSingleton<ModelWatch>();
        builder.Services.AddSingleton<UnreadVersions>();
        builder.Services.AddSingleton<IArtifactFiles, ArtifactDownload>();
        builder.Services.AddSingleton<MemoryBudget>();
        builder.Services.AddSingleton<ArtifactIntake>();
        builder.Services.AddSingleton(canary);
        builder.Services.AddSingleton<CanaryLoad>();
        builder.Services.AddSingleton<ModelBuilder>();
        builder.Services.AddSingleton<ModelFactory>();
        builder.Services.AddSingleton<WarmUp>();
        builder.Services.AddSingleton<ModelTuning>();
        builder.Services.AddSingleton<KernelFactory>();
        builder.Services.AddSingleton<ExplainerFactory>();
        builder.Services.AddSingleton<RunWatch>();
        builder.Services.AddSingleton<LoadQueue>();
        builder.Services.AddSingleton<Retirement>();
        builder.Services.AddHostedService<ModelLoader>();
        builder.Services.AddSingleton<Shadows>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Shadows>());

        // data plane
        builder.Services.AddSingleton<ScoreExplanations>();
        builder.Services.AddSingleton<StatusBoard>();
        builder.Services.AddSingleton<AskedVersions>();
        builder.Services.AddSingleton<WithheldModels>();
        builder.Services.AddSingleton<ModelStore>();
        builder.Services.AddSingleton<ModelCatalogue>();
        builder.Services.AddSingleton<FeatureFetch>();
        builder.Services.AddSingleton<Scorer>();
        builder.Services.AddSingleton<TensorCheck>();
        builder.Services.AddSingleton<EngineReadiness>();
        builder.Services.AddHealthChecks().AddCheck<EngineReadiness>("loaded-models", tags: [HealthRoutes.Ready]);
        return builder;
    }

    /// <summary>Adds the door of the engine, <see cref="AdmissionControl"/>.</summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services, Func<IServiceProvider, AdmissionOptions> options) =>
        services.AddSingleton(provider =>
        {
            var control = new AdmissionControl(
                options(provider), provider.GetRequiredService<RunWatch>(), provider.GetRequiredService<TimeProvider>(), Environment.ProcessorCount);
            AdmissionMetrics.Publish(control);
            return control;
        });
}
