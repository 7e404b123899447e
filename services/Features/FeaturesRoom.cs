using FedMl.Features.Duckdb;
using FedMl.Features.Online;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.ServiceDefaults.Health;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;
using Prometheus;

namespace FedMl.Features;

/// <summary>Features as a room of a host.</summary>
public static class FeaturesRoom
{
    public static WebApplicationBuilder AddFeatures(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<FeaturesOptions>(FeaturesOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<FeaturesOptions>, FeaturesOptionsValidator>();
        builder.Services.AddSingleton(_ => new FeaturesMetrics(Metrics.DefaultFactory));

        // views: control plane
        builder.Services.AddSingleton<IBusinessDataSource, DuckDbSource>();
        builder.Services.AddSingleton<FeatureViewFolder>();
        builder.Services.AddSingleton<FeatureViewCatalog>();
        builder.Services.AddHostedService<FeatureViewWatch>();

        // values: data plane
        builder.Services.AddSingleton<OnlineFeatures>();
        builder.Services.AddHealthChecks().AddCheck<CatalogHealth>("feature-views", tags: [HealthRoutes.Ready]);
        return builder;
    }

    public static WebApplication MapFeatures(this WebApplication app)
    {
        app.MapGrpcService<FeaturesGrpcService>();
        return app;
    }
}
