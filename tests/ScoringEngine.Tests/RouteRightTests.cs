using FedMl.Protos.Auth.V1;
using FedMl.ServiceDefaults.SignIn.Rights;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FedMl.ScoringEngine.Tests;

/// <summary>Each route and call of Scoring says what its callers must be allowed to do.</summary>
public sealed class RouteRightTests
{
    [Fact]
    public async Task Endpoints_AllDeclareARight()
    {
        await using var scoring = await RunningScoring.StartAsync();

        var endpoints = EndpointsOf(scoring);

        Assert.Contains(endpoints, endpoint => endpoint.RoutePattern.RawText == "/inference.GRPCInferenceService/ModelInfer");
        Assert.Empty(endpoints.Where(endpoint => NeededRight.Of(endpoint) == Right.Unspecified).Select(endpoint => endpoint.DisplayName));
    }

    [Theory]
    [InlineData("POST", "/inference.GRPCInferenceService/ModelInfer", Right.Score)]
    [InlineData("POST", "/inference.GRPCInferenceService/RepositoryModelUnload", Right.ModelsManage)]
    [InlineData("POST", "/fedml.scoring.v1.ScoringService/Score", Right.Score)]
    [InlineData("POST", "/v2/models/{model}/infer", Right.Score)]
    [InlineData("POST", "/v2/models/{model}/versions/{version}/infer", Right.Score)]
    [InlineData("GET", "/v2/models/{model}", Right.ModelsRead)]
    [InlineData("GET", "/v2/logging", Right.ModelsRead)]
    [InlineData("POST", "/v2/logging", Right.Admin)]
    [InlineData("POST", "/v2/repository/models/{model}/load", Right.ModelsManage)]
    [InlineData("GET", "/v2/health/ready", Right.Open)]
    public async Task Endpoint_NeedsItsRight(string method, string pattern, Right right)
    {
        await using var scoring = await RunningScoring.StartAsync();

        var endpoints = EndpointsOf(scoring)
            .Where(endpoint => endpoint.RoutePattern.RawText == pattern && (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(method) ?? true))
            .ToArray();

        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.Equal(right, NeededRight.Of(endpoint)));
    }

    private static RouteEndpoint[] EndpointsOf(RunningScoring scoring) =>
        [.. scoring.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];
}
