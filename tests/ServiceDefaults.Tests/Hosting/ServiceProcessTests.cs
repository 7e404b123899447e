using System.Net;
using System.Net.Sockets;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Health;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FedMl.ServiceDefaults.Tests.Hosting;

public sealed class ServiceProcessTests
{
    [Theory]
    [InlineData("--Listen:Address", "0.0.0.0", "Cannot start: Listen:Address 0.0.0.0 is not a loopback address")]
    [InlineData("--Listen:GrpcPort", "abc", "Cannot start: Failed to convert configuration value 'abc' at 'Listen:GrpcPort'")]
    [InlineData("--Listen:GrpcPrt", "1", "Cannot start: Listen:GrpcPrt is no option; the nearest is Listen:GrpcPort.")]
    [InlineData("--listen:Fleet", "1", "Cannot start: Listen:Fleet is no option.")]
    [InlineData("--Limit:MaxConnections", "1", "Cannot start: Limit is no section of options; the nearest is Limits.")]
    [InlineData("--Loging:LogLevel:Default", "Debug", "Cannot start: Loging is no section of options; the nearest is Logging.")]
    [InlineData("--Limits:MaxConnections", "0", "Cannot start: DataAnnotation validation failed for 'LimitOptions' members: 'MaxConnections'")]
    public async Task Run_WrongOption_TellsItInOneLineAndReturnsOne(string option, string value, string line)
    {
        var (code, complaints) = await RunAsync(option, value);

        Assert.Equal(1, code);
        Assert.StartsWith(line, Assert.Single(complaints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SeveralFaults_TellsEachInALine()
    {
        var (code, complaints) = await RunAsync("--Listen:Address", "1.2.3.4", "--Listen:RestPort", "7", "--Listen:MetricsPort", "7");

        Assert.Equal(1, code);
        Assert.Equal(2, complaints.Length);
        Assert.All(complaints, line => Assert.StartsWith("Cannot start: Listen:", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_PortInUse_SaysWhich()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (code, complaints) = await RunAsync("--Listen:GrpcPort", $"{port}");

        Assert.Equal(1, code);
        Assert.StartsWith($"Cannot start: port {port} is in use.", Assert.Single(complaints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ABug_IsNotHidden() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => ServiceProcess.RunAsync([], _ => throw new InvalidOperationException("a bug"), TextWriter.Null));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Probe_OfAReadyHost_ReturnsZero(bool rest)
    {
        await using var host = await TestHost.StartAsync(new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse())));
        string[] door = rest ? ["--Listen:RestPort", $"{host.Rest.Port}"] : ["--Listen:GrpcPort", $"{host.Grpc.Port}"];

        Assert.Equal((0, 0), ((await RunAsync(["probe", "live", .. door])).Code, (await RunAsync(["probe", "ready", .. door])).Code));
    }

    [Fact]
    public async Task Probe_OfAHostThatIsNotReady_ReturnsOneForReadyOnly()
    {
        var builder = ServiceHost.CreateBuilder([], "test", listen => listen.GrpcPort = 0);
        builder.Services.AddHealthChecks().AddCheck("never", () => HealthCheckResult.Unhealthy(), [HealthRoutes.Ready]);
        await using var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync();
        string[] door = ["--Listen:GrpcPort", $"{new Uri(app.Urls.Single()).Port}"];

        var (ready, complaints) = await RunAsync(["probe", "ready", .. door]);

        Assert.Equal((1, "not ready: 503"), (ready, Assert.Single(complaints)));
        Assert.Equal(0, (await RunAsync(["probe", "live", .. door])).Code);
    }

    [Fact]
    public async Task Probe_WhereNobodyListens_ReturnsOne()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();

        var (code, complaints) = await RunAsync("probe", "live", "--Listen:GrpcPort", $"{port}");

        Assert.Equal((1, $"not live: port {port} does not answer"), (code, Assert.Single(complaints)));
    }

    private static async Task<(int Code, string[] Complaints)> RunAsync(params string[] args)
    {
        using var complaints = new StringWriter();
        var code = await ServiceProcess.RunAsync(args, Build, complaints);
        return (code, complaints.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    private static WebApplication Build(string[] args)
    {
        var app = ServiceHost.CreateBuilder(args, "test", _ => { }).Build();
        app.MapServiceDefaults();
        return app;
    }
}
