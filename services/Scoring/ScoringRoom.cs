using FedMl.Scoring.Extensions;
using FedMl.Scoring.Grpc;
using FedMl.Scoring.Grpc.Wire;
using FedMl.Scoring.Rest;
using FedMl.ScoringEngine;
using FedMl.ServiceDefaults.Hosting;
using Grpc.AspNetCore.Server.Model;

namespace FedMl.Scoring;

/// <summary>Scoring as a room of a host.</summary>
public static class ScoringRoom
{
    public static WebApplicationBuilder AddScoring(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<ScoringOptions>(ScoringOptions.Section);
        builder.AddScoringEngine();
        builder.Services.AddSingleton<ServerFacts>();
        builder.Services.AddSingleton<InferenceErrors>();
        builder.Services.AddSingleton<InferenceCall>();
        builder.Services.AddSingleton<ModelConfigs>();
        builder.Services.AddSingleton<StatisticsReport>();
        builder.Services.AddSingleton<RepositoryIndex>();
        builder.Services.AddSingleton<TraceSettings>();
        builder.Services.AddSingleton<LogSettings>();
        builder.Services.AddSingleton<ExtensionAnswers>();
        builder.Services.AddSingleton<LongInfer>();
        builder.Services.AddSingleton<Inference>();
        builder.Services.AddSingleton<InferReader>();
        builder.Services.AddSingleton<InferCalls>();
        builder.Services.AddSingleton<InferGrpcService>();
        builder.Services.AddSingleton<IServiceMethodProvider<InferGrpcService>, InferMethods>();
        return builder;
    }

    public static WebApplication MapScoring(this WebApplication app)
    {
        app.MapGrpcService<InferenceGrpcService>();

        // Its two calls are part of the service above too, as protoc generates it; these go first.
        app.MapGrpcService<InferGrpcService>().Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = -1);
        app.MapGrpcService<ScoringGrpcService>();
        app.MapExtensions();
        app.MapInference();
        return app;
    }
}
