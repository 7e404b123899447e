using FedMl.Features;
using FedMl.ServiceDefaults.Hosting;

return await ServiceProcess.RunAsync(args, args =>
{
    var builder = ServiceHost.CreateBuilder(args, "features", listen =>
    {
        listen.GrpcPort = 8081;
        listen.MetricsPort = 9464;
    });
    builder.AddFeatures();

    var app = builder.Build();
    app.MapServiceDefaults();
    app.MapFeatures();
    return app;
});
