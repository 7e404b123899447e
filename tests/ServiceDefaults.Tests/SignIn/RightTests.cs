using System.Net;
using FedMl.ServiceDefaults.SignIn.Rights;
using FedMl.Protos.Auth.V1;
using Grpc.Core;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>Who may do what; the call that is made needs fedml.features.read.</summary>
public sealed class RightTests(SignInHost host) : IClassFixture<SignInHost>
{
    [Theory]
    [InlineData("fedml!t1.fedml.features.read", true)]
    [InlineData("fedml!t1.fedml.admin", true)]
    [InlineData("fedml!t1.fedml.score", false)]
    [InlineData("fedml!t1.fedml.features.read2", false)]
    [InlineData("fedml!t1.FEDML.features.read", false)]
    [InlineData("evilfedml!t1.fedml.features.read", false)]
    [InlineData("fedml!t11.fedml.features.read", false)]
    [InlineData("fedml!t1fedml.features.read", false)]
    [InlineData("fedml.features.read", false)]
    [InlineData("features.read", false)]
    [InlineData("", false)]
    public async Task Scope_OfXsuaa_CountsBehindOurNameOnly(string scope, bool allowed)
    {
        var claims = host.Xsuaa();
        claims["scope"] = new[] { "openid", scope };

        await DecidedAsync(claims, allowed);
    }

    [Fact]
    public async Task Scope_OfXsuaaAsOneText_IsOneScope()
    {
        var claims = host.Xsuaa();
        claims["scope"] = "openid fedml!t1.fedml.features.read";

        await DecidedAsync(claims, allowed: false);
    }

    [Theory]
    [InlineData("ADMINS", true)]
    [InlineData("SCORERS", false)]
    [InlineData("admins", false)]
    [InlineData("STRANGERS", false)]
    public async Task Group_OfCloudIdentityServices_HasTheScopesThatOptionsGive(string group, bool allowed)
    {
        var claims = host.Identity();
        claims["azp"] = "another-client";
        claims["groups"] = new[] { "OTHERS", group };

        await DecidedAsync(claims, allowed);
    }

    [Fact]
    public async Task Scope_OfCloudIdentityServices_CountsNothing()
    {
        var claims = host.Identity();
        claims["azp"] = "another-client";
        claims["scope"] = "fedml.features.read";

        await DecidedAsync(claims, allowed: false);
    }

    [Fact]
    public async Task Rest_WithoutTheRight_Is403AndNamesTheScope()
    {
        var claims = host.Xsuaa();
        claims["scope"] = Array.Empty<string>();
        using var handler = new SocketsHttpHandler();
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Host.Rest, "/closed"));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + host.Key.Sign(claims));
        using var answer = await client.SendAsync(request, CancellationToken.None);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("Bearer realm=\"fedml\", error=\"insufficient_scope\", scope=\"fedml.score\"", Assert.Single(answer.Headers.GetValues("WWW-Authenticate")));
    }

    [Fact]
    public async Task Rest_ThatDeclaresNoRight_IsForNobody()
    {
        var claims = host.Xsuaa();
        claims["scope"] = new[] { "fedml!t1.fedml.admin" };
        using var handler = new SocketsHttpHandler();
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Host.Rest, "/undeclared"));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + host.Key.Sign(claims));
        using var answer = await client.SendAsync(request, CancellationToken.None);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public void Rights_OfASet_AreThoseGivenAndAllForAdministrators()
    {
        foreach (var right in Enum.GetValues<Right>())
        {
            Assert.Equal(right is Right.Open or Right.SignedIn, default(RightSet).Allows(right));
            Assert.Equal(right is not Right.Unspecified, default(RightSet).With(Right.Admin).Allows(right));
            Assert.Equal(right is Right.Open or Right.SignedIn or Right.Score, default(RightSet).With(Right.Score).Allows(right));
        }
    }

    private async Task DecidedAsync(Dictionary<string, object?> claims, bool allowed)
    {
        var refused = await host.CallAsync(host.Key.Sign(claims));

        Assert.Equal(allowed ? null : (StatusCode?)StatusCode.PermissionDenied, refused?.StatusCode);
        if (refused is not null)
        {
            Assert.Equal("RIGHT_MISSING", SignInHost.ReasonOf(refused));
            Assert.Contains("fedml.features.read", refused.Status.Detail, StringComparison.Ordinal);
        }
    }
}
