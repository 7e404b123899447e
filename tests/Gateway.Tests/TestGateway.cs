using System.Text;
using System.Text.Json.Nodes;
using FedMl.Gateway.Tests.OpenApi;
using FedMl.Gateway.Tests.StandIns;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedMl.Gateway.Tests;

/// <summary>
/// The Gateway on a port of its own, with stand-ins for its neighbours. Every answer under <c>/v1</c> is held
/// against the OpenAPI document; a call that no test scripted and an unannounced error log fail the test.
/// </summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly LogBook log;
    private readonly NeighbourHost neighbours;
    private readonly HttpClient client;
    private readonly ApiContract contract = new(Api.Document);

    private TestGateway(WebApplication app, LogBook log, NeighbourHost neighbours, StandIn standIn)
    {
        this.app = app;
        this.log = log;
        this.neighbours = neighbours;
        StandIn = standIn;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public StandIn StandIn { get; }

    public LogBook Log => log;

    public Uri Address => client.BaseAddress!;

    public IServiceProvider Services => app.Services;

    /// <summary>Set by a test that provokes a bug.</summary>
    public bool ExpectsErrorLog { get; set; }

    public static Task<TestGateway> StartAsync(params string[] settings) => StartAsync(_ => throw new InvalidOperationException("not scripted"), settings);

    public static async Task<TestGateway> StartAsync(RequestDelegate scoringRest, params string[] settings)
    {
        var standIn = new StandIn();
        var neighbours = await NeighbourHost.StartAsync(standIn, scoringRest);
        string[] args =
        [
            $"--Neighbours:Scoring:Address={neighbours.Grpc}",
            $"--Neighbours:Models:Address={neighbours.Grpc}",
            $"--Neighbours:Features:Address={neighbours.Grpc}",
            $"--Neighbours:Training:Address={neighbours.Grpc}",
            $"--Gateway:ScoringRestAddress={neighbours.Rest}",
            .. settings,
        ];
        var log = new LogBook();
        var builder = ServiceHost.CreateBuilder(args, "gateway", listen => listen.RestPort = 0);
        builder.Logging.ClearProviders().AddProvider(log);
        builder.AddGateway();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGateway();
        await app.StartAsync();
        return new TestGateway(app, log, neighbours, standIn);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<HttpResponseMessage> PostAsync(string path, string json) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") });

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string json) =>
        SendAsync(new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") });

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        var response = await client.SendAsync(request, cancellationToken);
        await contract.CheckAsync(request, response);
        return response;
    }

    public Task StopNeighboursAsync() => neighbours.StopAsync();

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        await neighbours.DisposeAsync();
        Assert.Empty(StandIn.Unexpected);
        Assert.Equal(ExpectsErrorLog, log.Errors.Any());
    }
}

internal static class Answers
{
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>The faults of a problem as <c>field: description</c>.</summary>
    public static string[] Faults(this JsonNode problem) => [.. problem["faults"]!.AsArray().Select(f => $"{f!["field"]}: {f["description"]}")];

    public static void IsJson(this JsonNode actual, string expected) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
