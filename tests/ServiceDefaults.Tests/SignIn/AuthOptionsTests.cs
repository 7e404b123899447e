using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Hosting;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>Wrong configuration does not start, and never open.</summary>
public sealed class AuthOptionsTests : IDisposable
{
    private readonly BindingsOfTest bindings = new();

    public void Dispose() => bindings.Dispose();

    [Theory]
    [InlineData("loopback", "--Listen:Address", "0.0.0.0")]
    [InlineData("trusts no issuer", "--Auth:Mode", "Token")]
    [InlineData("is not there", "--Auth:Mode", "Token", "--Auth:BindingsFolder", "nowhere")]
    [InlineData("set Auth:Mode to Token", "--Auth:BindingsFolder", "nowhere")]
    [InlineData("Auth:Mod ", "--Auth:Mod", "Token")]
    [InlineData("nearest is Auth", "--Aut:Mode", "Token")]
    [InlineData("Mode", "--Auth:Mode", "Off")]
    [InlineData("MaxTokenBytes", "--Auth:MaxTokenBytes", "1000000")]
    [InlineData("Auth:Keys: The field FreshSeconds", "--Auth:Mode", "Token", "--Auth:Keys:FreshSeconds", "0")]
    [InlineData("AuthorityFile", "--Auth:Mode", "Token", "--Auth:AuthorityFile", "nowhere.pem")]
    [InlineData("Auth:Issuers:a:Keys is required", "--Auth:Mode", "Token", "--Auth:Issuers:a:Issuer", "https://a", "--Auth:Issuers:a:Keys", "http://a/keys")]
    [InlineData("Auth:Issuers:a:Audiences is required", "--Auth:Mode", "Token", "--Auth:Issuers:a:Issuer", "https://a", "--Auth:Issuers:a:Keys", "https://a/keys")]
    [InlineData("Auth:Issuers:a:Issuer is required", "--Auth:Mode", "Token", "--Auth:Issuers:a:Audiences:0", "us")]
    [InlineData("the nearest is fedml.score", "--Auth:Mode", "Token", "--Auth:Groups:A:0", "fedml.scor")]
    [InlineData("NeighbourTokenFile", "--Auth:Mode", "Token", "--Auth:NeighbourTokenFile", "nowhere")]
    [InlineData("Tenant", "--Auth:Mode", "Token", "--Auth:Issuers:a:Tenant", "us")]
    public async Task Start_WithAWrongOption_IsRefused(string why, params string[] args)
    {
        var (code, complaints) = await RunAsync(args);

        Assert.Equal(1, code);
        Assert.Contains(why, complaints, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithASecretInTheFault_DoesNotTellIt()
    {
        bindings.WithFiles("xsuaa", ("type", "xsuaa"), ("clientsecret", "swordfish"));

        var (code, complaints) = await RunAsync("--Auth:Mode", "Token", "--Auth:BindingsFolder", bindings.Folder);

        Assert.Equal(1, code);
        Assert.Contains("The binding xsuaa has no uaadomain", complaints, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", complaints, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithSignInOnAnyAddress_IsClosedThere()
    {
        bindings.WithXsuaa("authentication.eu10.hana.ondemand.com");
        await using var host = await TestHost.StartAsync(
            new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse())), "--Listen:Address", "0.0.0.0", "--Auth:Mode", "Token", "--Auth:BindingsFolder", bindings.Folder);

        Assert.Equal(StatusCode.Unauthenticated, (await SignInHost.CallAsync(host, []))!.StatusCode);
    }

    [Fact]
    public async Task Issuer_OfOptions_IsTrusted()
    {
        var key = new SigningKey("key-1");
        await using var issuer = await StandInIssuer.StartAsync(key);
        await using var host = await TestHost.StartAsync(
            new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse())),
            "--Auth:Mode", "Token", "--Auth:AuthorityFile", issuer.AuthorityFile,
            "--Auth:Issuers:corporate:Issuer", "https://login.example/", "--Auth:Issuers:corporate:Keys", $"https://{issuer.Domain}/keys",
            "--Auth:Issuers:corporate:Audiences:0", "fedml", "--Auth:Issuers:corporate:TenantClaim", "tid");
        var claims = new Dictionary<string, object?> { ["iss"] = "https://login.example/", ["aud"] = "fedml", ["tid"] = SignInHost.Tenant, ["scope"] = "openid fedml.features.read", ["exp"] = SignInHost.Seconds(60) };

        Assert.Null(await SignInHost.CallAsync(host, new Metadata { { "authorization", "Bearer " + key.Sign(claims) } }));

        claims["iss"] = "https://login.example";
        Assert.NotNull(await SignInHost.CallAsync(host, new Metadata { { "authorization", "Bearer " + key.Sign(claims) } }));
    }

    private static async Task<(int Code, string Complaints)> RunAsync(params string[] args)
    {
        var complaints = new StringWriter();
        var code = await ServiceProcess.RunAsync(
            args,
            a =>
            {
                var app = ServiceHost.CreateBuilder(a, "test", l => (l.GrpcPort, l.RestPort) = (0, 0)).Build();
                app.MapServiceDefaults();
                return app;
            },
            complaints);
        return (code, complaints.ToString());
    }
}
