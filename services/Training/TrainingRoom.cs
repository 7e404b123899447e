using FedMl.Protos.Features.V1;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Hosting;
using FedMl.ServiceDefaults.Neighbours;
using FedMl.Training.Gates;
using FedMl.Training.Inputs;
using FedMl.Training.Jobs;
using FedMl.Training.Local;
using FedMl.Training.Publication;
using FedMl.Training.Templates;
using FedMl.Training.Triggers;
using Microsoft.Extensions.Options;

namespace FedMl.Training;

/// <summary>The room that asks for jobs; no other may create any.</summary>
public static class TrainingRoom
{
    internal const string Features = "Features";
    internal const string Models = "Models";
    internal const string Scoring = "Scoring";

    public static WebApplicationBuilder AddTraining(this WebApplicationBuilder builder)
    {
        builder.AddNeighbour<HistoricalFeaturesService.HistoricalFeaturesServiceClient>(Features);
        builder.AddNeighbour<FeaturesService.FeaturesServiceClient>(Features);
        builder.AddNeighbour<ModelsService.ModelsServiceClient>(Models);
        builder.AddNeighbour<SteeringService.SteeringServiceClient>(Models);
        builder.AddNeighbour<RegistrationService.RegistrationServiceClient>(Models);
        builder.AddNeighbour<ScoringService.ScoringServiceClient>(Scoring);

        var services = builder.Services;
        services.AddValidatedOptions<TrainingOptions>(TrainingOptions.Section);
        services.AddSingleton<IValidateOptions<TrainingOptions>, TrainingOptionsValidator>();
        services.AddSingleton(_ => new TrainingMetrics(Prometheus.Metrics.DefaultFactory));
        services.AddSingleton<TemplateFolder>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<JobSubmission>();
        services.AddSingleton(provider =>
        {
            _ = provider.GetRequiredService<JobStore>(); // Makes the folder, and holds it.
            return new RunBook(provider.GetRequiredService<IOptions<TrainingOptions>>());
        });
        services.AddSingleton<Trigger>();
        services.AddSingleton<InputMaker>();
        services.AddSingleton<IJobRunner, LocalRunner>();
        services.AddSingleton<ChampionScores>();
        services.AddSingleton<GateKeeper>();
        services.AddSingleton<Registrar>();
        services.AddSingleton<IEventSink, FileEvents>();
        services.AddSingleton<RolloutStep>();
        services.AddSingleton<PublicationSteps>();
        services.AddSingleton<JobWatch>();
        services.AddSingleton<JobSteps>();
        services.AddHostedService<JobScheduler>();
        services.AddHostedService<TriggerClock>();
        return builder;
    }

    public static WebApplication MapTraining(this WebApplication app)
    {
        app.MapGrpcService<TrainingGrpcService>();
        return app;
    }
}
