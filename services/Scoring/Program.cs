using FedMl.Scoring;
using FedMl.ScoringEngine;
using FedMl.ScoringEngine.Loading.Canary;
using FedMl.ServiceDefaults.Hosting;

// First of all statements: see OnnxRuntimeTelemetry.
OnnxRuntimeTelemetry.Disable();

if (args is [CanaryProcess.Argument])
{
    return await CanaryProcess.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput());
}

if (args is ["autotune", ..])
{
    return await AutotuneCommand.RunAsync(args[1..], Console.Out, Console.Error);
}

return await ServiceProcess.RunAsync(args, args =>
{
    var builder = ServiceHost.CreateBuilder(args, "scoring", listen =>
    {
        listen.GrpcPort = 8081;
        listen.RestPort = 8082;
        listen.MetricsPort = 9464;
    });
    builder.AddScoring();

    var app = builder.Build();
    app.MapServiceDefaults();
    app.MapScoring();
    return app;
});
