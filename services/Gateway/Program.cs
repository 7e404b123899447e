using FedMl.Gateway;
using FedMl.ServiceDefaults.Hosting;

return await ServiceProcess.RunAsync(args, args =>
{
    var builder = ServiceHost.CreateBuilder(args, "gateway", listen =>
    {
        listen.RestPort = 8080;
        listen.MetricsPort = 9464;
    });
    builder.AddGateway();

    var app = builder.Build();
    app.MapServiceDefaults();
    app.MapGateway();
    return app;
});
