using FedMl.Gateway.Catalogue;
using FedMl.Gateway.Discovery;
using FedMl.Gateway.Errors;
using FedMl.Gateway.FeatureValues;
using FedMl.Gateway.FedMlContract;
using FedMl.Gateway.Forwarding;
using FedMl.Gateway.OpenApi;
using FedMl.Gateway.Predictions;
using FedMl.Gateway.Requests;
using FedMl.Gateway.Scores;
using FedMl.Gateway.Steering;
using FedMl.Protos.Auth.V1;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Hosting;
using FedMl.ServiceDefaults.Neighbours;
using FedMl.ServiceDefaults.SignIn.Rights;

namespace FedMl.Gateway;

/// <summary>Translates <c>/v1</c> REST to gRPC and forwards <c>/v2</c> to Scoring.</summary>
public static class GatewayRoom
{
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddNeighbour<HistoricalFeaturesService.HistoricalFeaturesServiceClient>(Neighbours.Features);
        builder.AddNeighbour<ScoringService.ScoringServiceClient>(Neighbours.Scoring);
        builder.AddNeighbour<ModelsService.ModelsServiceClient>(Neighbours.Models);
        builder.AddNeighbour<SteeringService.SteeringServiceClient>(Neighbours.Models);
        builder.AddNeighbour<FeaturesService.FeaturesServiceClient>(Neighbours.Features);
        builder.AddNeighbour<PredictionsService.PredictionsServiceClient>(Neighbours.Features);
        builder.AddNeighbour<DiscoveryService.DiscoveryServiceClient>(Neighbours.Features);

        builder.Services.AddValidatedOptions<GatewayOptions>(GatewayOptions.Section);
        builder.Services.AddSingleton<RefusalWriter>(ErrorWriter.WriteAsync);
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton<Deadline>();
        builder.Services.AddSingleton<ScoreEndpoints>();
        builder.Services.AddSingleton<FeatureRows.FeatureRowEndpoints>();
        builder.Services.AddSingleton<ModelInputsCache>();
        builder.Services.AddSingleton<FedMlScoreEndpoint>();
        builder.Services.AddSingleton<ModelCatalogue>();
        builder.Services.AddSingleton<SteeringEndpoints>();
        builder.Services.AddSingleton<FeatureCatalogue>();
        builder.Services.AddSingleton<FeatureEndpoint>();
        builder.Services.AddSingleton<AssetDiscovery>();
        builder.Services.AddSingleton<PredictionEndpoint>();
        builder.Services.AddSingleton<ScoringForwarder>();
        return builder;
    }

    /// <summary>Takes every path of its host that no other room has mapped.</summary>
    public static WebApplication MapGateway(this WebApplication app)
    {
        app.UseMiddleware<MetricsMiddleware>();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<RequestGuard>();

        ScoreEndpoints.Map(app.Needing(Right.Score));
        FeatureRows.FeatureRowEndpoints.Map(app.Needing(Right.FeaturesRead));
        FedMlScoreEndpoint.Map(app.Needing(Right.Score));
        ModelCatalogue.Map(app.Needing(Right.ModelsRead));
        SteeringEndpoints.Map(app.Needing(read: Right.ModelsRead, write: Right.ModelsManage));
        FeatureCatalogue.Map(app.Needing(Right.FeaturesRead));
        FeatureEndpoint.Map(app.Needing(Right.FeaturesRead));
        AssetDiscovery.Map(app.Needing(Right.FeaturesRead));
        PredictionEndpoint.Map(app.Needing(Right.FeaturesWrite));
        ScoringForwarder.Map(app);
        ApiDocument.Map(app.Needing(Right.Open));
        return app;
    }
}
