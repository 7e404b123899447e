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

    private static readonly (string Method, string Pattern, Right Right)[] Some =
    [
        ("GET", "/v1/models", Right.ModelsRead),
        ("GET", "/v1/models/{model}/rollout", Right.ModelsRead),
        ("PUT", "/v1/models/{model}/rollout", Right.ModelsManage),
        ("DELETE", "/v1/models/{model}/aliases/{alias}", Right.ModelsManage),
        ("POST", "/v1/models/{model}:score", Right.Score),
        ("POST", "/v1/features", Right.FeaturesRead),
        ("POST", "/v1/predictions/{table}", Right.FeaturesWrite),
        ("POST", "/v2/models/{model}/infer", Right.Score),
        ("POST", "/v2/repository/models/{model}/{verb}", Right.ModelsManage),
        ("GET", "/v2/{**rest}", Right.ModelsRead),
        ("POST", "/v2/{**rest}", Right.Admin),
        ("GET", "/docs", Right.Open),
        ("GET", "/health/live", Right.Open),
    ];

    [Fact]
    public async Task Routes_AllDeclareTheRightThatTheyNeed()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var ready = await gateway.GetAsync("/health/ready");

        var routes = gateway.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToArray();

        Assert.Empty(routes.Where(route => NeededRight.Of(route) == Right.Unspecified).Select(route => route.DisplayName));
        Assert.All(Some, some => Assert.Equal(some.Right, NeededRight.Of(routes.Single(route => route.RoutePattern.RawText == some.Pattern && Takes(route, some.Method)))));
    }

    private static bool Takes(RouteEndpoint route, string method) => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(method) ?? true;

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
