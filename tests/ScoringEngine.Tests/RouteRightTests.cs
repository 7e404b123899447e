using FedMl.Protos.Auth.V1;
using FedMl.ServiceDefaults.SignIn.Rights;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FedMl.ScoringEngine.Tests;

/// <summary>Each route and call of Scoring says what its callers must be allowed to do.</summary>
public sealed class RouteRightTests
{
    private static readonly (string Method, string Pattern, Right Right)[] Some =
    [
        ("POST", "/inference.GRPCInferenceService/ModelInfer", Right.Score),
        ("POST", "/inference.GRPCInferenceService/RepositoryModelUnload", Right.ModelsManage),
        ("POST", "/fedml.scoring.v1.ScoringService/Score", Right.Score),
        ("POST", "/v2/models/{model}/infer", Right.Score),
        ("POST", "/v2/models/{model}/versions/{version}/infer", Right.Score),
        ("GET", "/v2/models/{model}", Right.ModelsRead),
        ("GET", "/v2/logging", Right.ModelsRead),
        ("POST", "/v2/logging", Right.Admin),
        ("POST", "/v2/repository/models/{model}/load", Right.ModelsManage),
        ("GET", "/v2/health/ready", Right.Open),
    ];

    [Fact]
    public async Task Endpoints_AllDeclareTheRightThatTheyNeed()
    {
        await using var scoring = await RunningScoring.StartAsync();

        var endpoints = EndpointsOf(scoring);

        Assert.Empty(endpoints.Where(endpoint => NeededRight.Of(endpoint) == Right.Unspecified).Select(endpoint => endpoint.DisplayName));
        foreach (var (method, pattern, right) in Some)
        {
            var found = endpoints.Where(endpoint => endpoint.RoutePattern.RawText == pattern && Takes(endpoint, method)).ToArray();
            Assert.NotEmpty(found);
            Assert.All(found, endpoint => Assert.Equal(right, NeededRight.Of(endpoint)));
        }
    }

    private static bool Takes(RouteEndpoint endpoint, string method) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(method) ?? true;

    private static RouteEndpoint[] EndpointsOf(RunningScoring scoring) =>
        [.. scoring.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];
}
