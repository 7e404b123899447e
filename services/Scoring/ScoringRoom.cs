using FedMl.Scoring.Extensions;
using FedMl.Scoring.Grpc;
using FedMl.Scoring.Rest;
using FedMl.ScoringEngine;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.Scoring;

/// <summary>Scoring as a room of a host.</summary>
public static class ScoringRoom
{
    public static WebApplicationBuilder AddScoring(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<ScoringOptions>(ScoringOptions.Section);
        builder.AddScoringEngine();
        builder.Services.AddSingleton<ServerFacts>();
        builder.Services.AddSingleton<InferenceJson>();
        builder.Services.AddSingleton<ModelConfigs>();
        builder.Services.AddSingleton<RepositoryIndex>();
        builder.Services.AddSingleton<TraceSettings>();
        builder.Services.AddSingleton<LogSettings>();
        builder.Services.AddSingleton<ExtensionAnswers>();
        return builder;
    }

    public static WebApplication MapScoring(this WebApplication app)
    {
        app.MapGrpcService<InferenceGrpcService>();
        app.MapGrpcService<ScoringGrpcService>();
        app.MapExtensions();
        app.MapInference();
        return app;
    }
}
