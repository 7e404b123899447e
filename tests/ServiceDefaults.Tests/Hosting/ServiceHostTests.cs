using System.Net;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;

namespace FedMl.ServiceDefaults.Tests.Hosting;

public sealed class ServiceHostTests
{
    [Fact]
    public async Task Call_ExpectedFailure_AnswersReasonAndLogsNothing()
    {
        await using var host = await TestHost.StartAsync(new ScriptedService((_, _) =>
            throw new ServiceException(ErrorReason.SpaceNotFound, "no such space", [new Fault("space", "is unknown")])));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.ListSpacesAsync(new ListSpacesRequest()));

        Assert.Equal(Grpc.Core.StatusCode.NotFound, error.StatusCode);
        Assert.Equal("SPACE_NOT_FOUND", error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        Assert.Equal("space", error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Single().Field);
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task Call_Bug_AnswersInternalWithoutTextAndLogsOnce()
    {
        await using var host = await TestHost.StartAsync(new ScriptedService((_, _) => throw new InvalidOperationException("the password is swordfish")));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.ListSpacesAsync(new ListSpacesRequest()));

        Assert.Equal(Grpc.Core.StatusCode.Internal, error.StatusCode);
        Assert.DoesNotContain("swordfish", error.Status.Detail, StringComparison.Ordinal);
        Assert.Single(host.Log.Errors);
    }

    [Fact]
    public async Task Call_MessageOverLimit_IsRefusedBeforeTheHandlerRuns()
    {
        var called = false;
        await using var host = await TestHost.StartAsync(
            new ScriptedService((_, _) =>
            {
                called = true;
                return Task.FromResult(new ListSpacesResponse());
            }),
            "--Limits:MaxMessageBytes",
            "2048");
        var request = new GetOnlineFeaturesRequest();
        request.Features.Add(new string('x', 4096));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.GetOnlineFeaturesAsync(request));

        Assert.Equal(Grpc.Core.StatusCode.ResourceExhausted, error.StatusCode);
        Assert.False(called);
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:8080", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:1", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("localhost.evil.example:8080", HttpStatusCode.BadRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.BadRequest)]
    public async Task Call_OverANameThatIsNotLoopbacks_IsRefused(string name, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync(new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse())));

        Assert.Equal(expected, await HealthOverAsync(host, name));
    }

    [Fact]
    public async Task Call_OverANameThatTheSettingAllows_IsAnswered()
    {
        await using var host = await TestHost.StartAsync(new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse())), "--AllowedHosts", "fedml.example");

        Assert.Equal(HttpStatusCode.OK, await HealthOverAsync(host, "fedml.example"));
        Assert.Equal(HttpStatusCode.BadRequest, await HealthOverAsync(host, "evil.example"));
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    public async Task Metrics_OverANameThatIsNotLoopbacks_AreRefused(string name, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync(
            new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse())), "--Listen:MetricsPort", "0");

        Assert.Equal(expected, await StatusOverAsync(new Uri(host.Metrics, "/metrics"), name));
    }

    private static Task<HttpStatusCode> HealthOverAsync(TestHost host, string name) => StatusOverAsync(new Uri(host.Rest, "/health/live"), name);

    private static async Task<HttpStatusCode> StatusOverAsync(Uri address, string name)
    {
        using var http = new SocketsHttpHandler();
        using var client = new HttpMessageInvoker(http);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Host = name;
        using var response = await client.SendAsync(request, CancellationToken.None);
        return response.StatusCode;
    }

    [Fact]
    public async Task Health_OfLiveAndReady_IsServing()
    {
        await using var host = await TestHost.StartAsync(new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse())));
        var health = new Grpc.Health.V1.Health.HealthClient(host.Channel);
        using var http = new SocketsHttpHandler();
        using var client = new HttpMessageInvoker(http);

        foreach (var name in new[] { "", "live", "ready" })
        {
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest { Service = name })).Status);
        }

        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Rest, path));
            using var response = await client.SendAsync(request, CancellationToken.None);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Stop_WithACallInFlight_LetsItFinish()
    {
        var entered = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        await using var host = await TestHost.StartAsync(new ScriptedService(async (_, _) =>
        {
            entered.SetResult();
            await finish.Task;
            return new ListSpacesResponse { Spaces = { new Space { Name = "answered" } } };
        }));
        var call = host.Client.ListSpacesAsync(new ListSpacesRequest());
        await entered.Task;

        var stopping = host.StopAsync();
        Assert.False(stopping.IsCompleted);
        finish.SetResult();

        Assert.Equal("answered", (await call).Spaces.Single().Name);
        await stopping;
    }
}
