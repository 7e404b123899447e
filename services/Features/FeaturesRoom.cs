using FedMl.Features.Caching;
using FedMl.Features.Datasphere;
using FedMl.Features.Discovery;
using FedMl.Features.Duckdb;
using FedMl.Features.Expressions;
using FedMl.Features.Hedging;
using FedMl.Features.History;
using FedMl.Features.Joins;
using FedMl.Features.Online;
using FedMl.Features.Predictions;
using FedMl.Features.Scans;
using FedMl.Features.Sources;
using FedMl.Features.Sql;
using FedMl.Features.Sql.Drivers;
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
        builder.Services.AddDatasphere();
        builder.Services.AddSingleton(_ => new FeaturesMetrics(Metrics.DefaultFactory));

        // views: control plane
        builder.Services.AddSingleton(Source);
        builder.Services.AddSingleton(_ => new CacheMetrics(Metrics.DefaultFactory));
        builder.Services.AddSingleton<RowCache>();
        builder.Services.AddSingleton<FeatureViewFolder>();
        builder.Services.AddSingleton<FeatureViewCatalog>();
        builder.Services.AddHostedService<FeatureViewWatch>();

        // discovery: for people
        builder.Services.AddSingleton<AssetDirectory>();
        builder.Services.AddSingleton<AssetSearch>();
        builder.Services.AddSingleton<DiscoveryTurns>();
        builder.Services.AddSingleton<AssetLook>();
        builder.Services.AddSingleton<DraftMaker>();

        // values: data plane
        builder.Services.AddSingleton<OnlineFeatures>();
        builder.Services.AddSingleton<OnlineGrpcService>();
        builder.Services.AddValidatedOptions<ScanOptions>(ScanOptions.Section);
        builder.Services.AddSingleton<HistoricalFeatures>();
        builder.Services.AddSingleton<StreamTurns>();
        builder.Services.AddSingleton<FeatureScans>();

        // predictions: written back
        builder.Services.AddValidatedOptions<PredictionOptions>(PredictionOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<PredictionOptions>, PredictionOptionsValidator>();
        builder.Services.AddSingleton(PredictionStores.Open);
        builder.Services.AddSingleton<PredictionTurns>();
        builder.Services.AddSingleton<PredictionWriting>();
        builder.Services.AddHealthChecks().AddCheck<CatalogHealth>("feature-views", tags: [HealthRoutes.Ready]);
        return builder;
    }

    // Predictions are read from where they are written, like other business data, and joined to them.
    private static IBusinessDataSource Source(IServiceProvider services)
    {
        IBusinessDataSource source = new RefusingSource(BusinessData(services));
        if (services.GetRequiredService<IPredictionStore>().Source is { } predictions)
        {
            source = new ReadablePredictions(source, new RefusingSource(predictions), services.GetRequiredService<IOptions<PredictionOptions>>().Value.Schema);
        }

        source = new ComputingSource(new JoiningSource(source));
        var hedging = services.GetRequiredService<IOptions<FeaturesOptions>>().Value.Hedging;
        return hedging.Enabled ? new HedgingSource(source, hedging, services.GetRequiredService<FeaturesMetrics>(), services.GetRequiredService<TimeProvider>()) : source;
    }

    // The validator has seen that the driver is there.
    private static IBusinessDataSource BusinessData(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<FeaturesOptions>>();
        return options.Value.Source switch
        {
            SourceKind.Sql when HanaDrivers.TryFind(options.Value.Sql, out var driver, out _) =>
                new SqlSource(driver, options.Value.Sql, services.GetRequiredService<TimeProvider>()),
            SourceKind.OData => services.GetRequiredService<DatasphereSource>(),
            _ => new DuckDbSource(options),
        };
    }

    public static WebApplication MapFeatures(this WebApplication app)
    {
        app.MapGrpcService<FeaturesGrpcService>();

        // Its call is part of the service above too, as protoc generates it; this one goes first.
        app.MapGrpcService<OnlineGrpcService>().Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = -1);
        app.MapGrpcService<HistoricalFeaturesGrpcService>();
        app.MapGrpcService<DiscoveryGrpcService>();
        app.MapGrpcService<PredictionsGrpcService>();
        return app;
    }
}
