using FedMl.Features;
using FedMl.Features.Selftest;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;

if (args is ["selftest", ..])
{
    return await SelftestCommand.RunAsync(() => Create(args[1..]), Console.Out);
}

return await ServiceProcess.RunAsync(args, args =>
{
    var app = Create(args).Build();
    app.MapServiceDefaults();
    app.MapFeatures();
    return app;
});

static WebApplicationBuilder Create(string[] args)
{
    var builder = ServiceHost.CreateBuilder(args, "features", listen =>
    {
        listen.GrpcPort = 8081;
        listen.MetricsPort = 9464;
    });
    builder.AddFeatures();
    return builder;
}
