using FedMl.ServiceDefaults.Hosting;
using FedMl.Training;

return await ServiceProcess.RunAsync(args, args =>
{
    var builder = ServiceHost.CreateBuilder(args, "training", listen =>
    {
        listen.GrpcPort = 8085;
        listen.MetricsPort = 9464;
    });
    builder.AddTraining();

    var app = builder.Build();
    app.MapServiceDefaults();
    app.MapTraining();
    return app;
});
