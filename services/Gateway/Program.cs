using FedMl.Gateway;
using FedMl.ServiceDefaults.Hosting;

var builder = ServiceHost.CreateBuilder(args, "gateway", listen =>
{
    listen.RestPort = 8080;
    listen.MetricsPort = 9464;
});
builder.AddGateway();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGateway();
await app.RunAsync();
