using FedMl.Models;
using FedMl.ServiceDefaults.Hosting;

return await ServiceProcess.RunAsync(args, args =>
{
    var builder = ServiceHost.CreateBuilder(args, "models", listen =>
    {
        listen.GrpcPort = 8081;
        listen.MetricsPort = 9464;
    });
    builder.AddModels();

    var app = builder.Build();
    app.MapServiceDefaults();
    app.MapModels();
    return app;
});
