using System.Net;
using FedMl.Protos.Auth.V1;
using FedMl.ServiceDefaults.SignIn.Rights;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FedMl.Gateway.Tests;

/// <summary>Each route says what its callers must be allowed to do.</summary>
public sealed class RouteRightTests
{
    // The keys are never fetched here: no token gets that far.
    private static readonly string[] SignIn =
    [
        "--Auth:Mode=Token", "--Auth:Issuers:a:Issuer=https://a.example", "--Auth:Issuers:a:Keys=https://a.example/keys", "--Auth:Issuers:a:Audiences:0=us",
    ];

    [Fact]
    public async Task Routes_AllDeclareARight()
    {
        await using var gateway = await TestGateway.StartAsync();

        var routes = gateway.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToArray();

        Assert.Contains(routes, route => route.RoutePattern.RawText == "/v1/models/{model}:score");
        Assert.Empty(routes.Where(route => NeededRight.Of(route) == Right.Unspecified).Select(route => route.DisplayName));
    }

    [Theory]
    [InlineData("GET", "/v1/models", Right.ModelsRead)]
    [InlineData("GET", "/v1/models/{model}/rollout", Right.ModelsRead)]
    [InlineData("PUT", "/v1/models/{model}/rollout", Right.ModelsManage)]
    [InlineData("DELETE", "/v1/models/{model}/aliases/{alias}", Right.ModelsManage)]
    [InlineData("POST", "/v1/models/{model}:score", Right.Score)]
    [InlineData("POST", "/v1/features", Right.FeaturesRead)]
    [InlineData("POST", "/v1/predictions/{table}", Right.FeaturesWrite)]
    [InlineData("POST", "/v2/models/{model}/infer", Right.Score)]
    [InlineData("POST", "/v2/repository/models/{model}/{verb}", Right.ModelsManage)]
    [InlineData("GET", "/v2/{**rest}", Right.ModelsRead)]
    [InlineData("POST", "/v2/{**rest}", Right.Admin)]
    [InlineData("GET", "/docs", Right.Open)]
    [InlineData("GET", "/health/live", Right.Open)]
    public async Task Route_NeedsItsRight(string method, string pattern, Right right)
    {
        await using var gateway = await TestGateway.StartAsync();

        var route = gateway.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Single(route => route.RoutePattern.RawText == pattern && (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(method) ?? true));

        Assert.Equal(right, NeededRight.Of(route));
    }

    [Theory]
    [InlineData("/v1/models", "application/problem+json")]
    [InlineData("/v2/models/iris", "application/json")]
    [InlineData("/nowhere", "application/problem+json")]
    public async Task Request_WithoutToken_Is401InTheShapeOfThePath(string path, string type)
    {
        await using var gateway = await TestGateway.StartAsync(SignIn);

        using var answer = await gateway.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Authorization: Bearer", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/health/ready")]
    public async Task Request_OfWhatIsOpen_NeedsNoToken(string path)
    {
        await using var gateway = await TestGateway.StartAsync(SignIn);

        using var answer = await gateway.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
