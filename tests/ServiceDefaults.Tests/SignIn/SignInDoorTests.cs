using System.Net;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Hosting;
using FedMl.ServiceDefaults.SignIn;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>What is closed, what is open, and how a caller learns what is wrong, over REST and gRPC.</summary>
public sealed class SignInDoorTests(SignInHost host) : IClassFixture<SignInHost>
{
    [Fact]
    public async Task Grpc_WithoutToken_IsUnauthenticated()
    {
        var refused = await SignInHost.CallAsync(host.Host, []);

        Assert.Equal((StatusCode.Unauthenticated, "TOKEN_MISSING"), (refused!.StatusCode, SignInHost.ReasonOf(refused)));
        Assert.Contains("Authorization", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/health/live/../../nowhere")]
    [InlineData("/Health/liveX")]
    public async Task Rest_WithoutToken_Is401AndSaysHow(string path)
    {
        using var answer = await GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer realm=\"fedml\"", Assert.Single(answer.Headers.GetValues("WWW-Authenticate")));
    }

    [Fact]
    public async Task Rest_WithAWrongToken_NamesTheRuleInTheHeader()
    {
        var claims = host.Xsuaa();
        claims["aud"] = "another";
        using var answer = await GetAsync("/nowhere", "Bearer " + host.Key.Sign(claims));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var challenge = Assert.Single(answer.Headers.GetValues("WWW-Authenticate"));
        Assert.StartsWith("Bearer realm=\"fedml\", error=\"invalid_token\", error_description=\"The token is refused: aud: ", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rest_WithAGoodToken_PassesToRouting()
    {
        using var answer = await GetAsync("/nowhere", "bearer " + host.Key.Sign(host.Xsuaa()));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Token_InTheQuery_IsNoToken()
    {
        var token = host.Key.Sign(host.Xsuaa());
        using var answer = await GetAsync($"/nowhere?access_token={token}&authorization=Bearer%20{token}");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain(host.Host.Log.Lines, line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_Twice_IsRefused()
    {
        var header = "Bearer " + host.Key.Sign(host.Xsuaa());

        var refused = await SignInHost.CallAsync(host.Host, new Metadata { { "authorization", header }, { "authorization", header } });

        Assert.Equal("TOKEN_INVALID", SignInHost.ReasonOf(refused!));
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Token x")]
    public async Task Scheme_OtherThanBearer_IsRefused(string header)
    {
        var refused = await SignInHost.CallAsync(host.Host, new Metadata { { "authorization", header } });

        Assert.Equal(StatusCode.Unauthenticated, refused!.StatusCode);
    }

    [Fact]
    public async Task Health_WithoutToken_IsAnsweredButNotWatched()
    {
        var health = new Grpc.Health.V1.Health.HealthClient(host.Host.Channel);
        using var rest = await GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, rest.StatusCode);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest())).Status);
        using var watch = health.Watch(new HealthCheckRequest());
        var refused = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact]
    public async Task Calls_ThatDoNotExist_TellNothingWithoutToken()
    {
        var method = new Method<ListSpacesRequest, ListSpacesResponse>(
            MethodType.Unary, "pkg.Svc", "Nope", Marshallers.Create(_ => [], _ => new ListSpacesRequest()), Marshallers.Create(_ => [], _ => new ListSpacesResponse()));
        var invoker = host.Host.Channel.CreateCallInvoker();
        var token = new Metadata { { "authorization", "Bearer " + host.Key.Sign(host.Xsuaa()) } };

        Assert.Equal(StatusCode.Unauthenticated, await StatusAsync([]));
        Assert.Equal(StatusCode.Unimplemented, await StatusAsync(token));

        async Task<StatusCode> StatusAsync(Metadata headers) => (await Assert.ThrowsAsync<RpcException>(
            async () => await invoker.AsyncUnaryCall(method, null, new CallOptions(headers), new ListSpacesRequest()))).StatusCode;
    }

    [Fact]
    public async Task Headers_ThatClaimAnIdentity_AreNoToken()
    {
        var refused = await SignInHost.CallAsync(host.Host, new Metadata
        {
            { "dapr-caller-app-id", "gateway" }, { "dapr-api-token", "guess" }, { "baggage", "tenant=" + SignInHost.Tenant }, { "x-forwarded-client-cert", "Hash=" + new string('a', 64) },
        });

        Assert.Equal("TOKEN_MISSING", SignInHost.ReasonOf(refused!));
    }

    [Fact]
    public async Task Token_BoundToACertificate_NeedsIt()
    {
        var claims = host.Xsuaa();
        claims["cnf"] = new Dictionary<string, string> { ["x5t#S256"] = "gbbMsA7Jm1SDMg2bQMa7LgFiUCqiAmHXQBdTlEEIdbw" };
        var token = "Bearer " + host.Key.Sign(claims);

        var refused = await SignInHost.CallAsync(host.Host, new Metadata { { "authorization", token }, { "x-forwarded-client-cert", "Hash=" + new string('a', 64) } });

        Assert.Equal(["cnf"], SignInHost.FieldsOf(refused!));
    }

    [Fact]
    public async Task Log_AfterAllTests_HoldsNoToken() =>
        await Task.Run(() => Assert.DoesNotContain(host.Host.Log.Lines, line => line.Contains("eyJ", StringComparison.Ordinal) || line.Contains("swordfish", StringComparison.Ordinal)));

    private async Task<HttpResponseMessage> GetAsync(string path, string? authorization = null)
    {
        using var handler = new SocketsHttpHandler();
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Host.Rest, path));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await client.SendAsync(request, CancellationToken.None);
    }
}
