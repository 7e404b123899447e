using FedMl.Scoring.Admission;
using FedMl.Scoring.Extensions;
using FedMl.Scoring.Grpc;
using FedMl.Scoring.Grpc.Wire;
using FedMl.Scoring.Rest;
using FedMl.ScoringEngine;
using FedMl.ScoringEngine.Loading.Canary;
using FedMl.ServiceDefaults.Hosting;
using Grpc.AspNetCore.Server.Model;
using Microsoft.Extensions.Options;

namespace FedMl.Scoring;

/// <summary>Scoring as a room of a host.</summary>
public static class ScoringRoom
{
    public static WebApplicationBuilder AddScoring(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<ScoringOptions>(ScoringOptions.Section);
        builder.AddScoringEngine(new CanaryProgram(typeof(ScoringRoom).Assembly.Location, CanaryProcess.Argument));
        builder.Services.AddSingleton<IValidateOptions<ScoringOptions>, AdmissionOptionsValidator>();
        builder.Services.AddAdmission(services => services.GetRequiredService<IOptions<ScoringOptions>>().Value.Admission);
        builder.Services.AddSingleton<InferenceDoors>();
        builder.Services.AddSingleton<ServerFacts>();
        builder.Services.AddSingleton<InferenceErrors>();
        builder.Services.AddSingleton<RefusalWriter>(services => services.GetRequiredService<InferenceErrors>().WriteAsync);
        builder.Services.AddSingleton<InferenceCall>();
        builder.Services.AddSingleton<ModelConfigs>();
        builder.Services.AddSingleton<StatisticsReport>();
        builder.Services.AddSingleton<RepositoryIndex>();
        builder.Services.AddSingleton<RepositoryLoads>();
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
        var doors = app.Services.GetRequiredService<InferenceDoors>();
        app.MapGrpcService<InferenceGrpcService>();

        // Its two calls are part of the service above too, as protoc generates it; these go first.
        var infer = app.MapGrpcService<InferGrpcService>();
        infer.Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = -1);
        infer.Add(doors.BeforeModelInfer);
        app.MapGrpcService<ScoringGrpcService>().Add(doors.BeforeScore);
        app.MapExtensions();
        app.MapInference(doors);
        return app;
    }
}
