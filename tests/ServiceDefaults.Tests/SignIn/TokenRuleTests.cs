using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grpc.Core;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>Each rule that a token must keep, over real gRPC against a real host.</summary>
public sealed class TokenRuleTests(SignInHost host) : IClassFixture<SignInHost>
{
    [Fact]
    public async Task Token_OfXsuaa_IsTaken()
    {
        Assert.Null(await host.CallAsync(host.Key.Sign(host.Xsuaa())));

        Assert.Equal((SignInHost.Tenant, "sb-caller!t2"), (host.Seen!.Tenant, host.Seen.Client));
    }

    [Fact]
    public async Task Token_OfCloudIdentityServices_IsTaken()
    {
        Assert.Null(await host.CallAsync(host.Key.Sign(host.Identity())));

        Assert.Equal((SignInHost.Tenant, "a-client", "u-1"), (host.Seen!.Tenant, host.Seen.Client, host.Seen.User));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("RS512")]
    [InlineData("ES256")]
    [InlineData("PS256")]
    [InlineData("rs256")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Algorithm_OtherThanRs256_IsRefused(string? algorithm)
    {
        var token = host.Key.Sign(host.Xsuaa(), header => header["alg"] = algorithm);

        await RefusedAsync(token, "alg");
        await RefusedAsync(token[..(token.LastIndexOf('.') + 1)], "alg");
    }

    [Fact]
    public async Task Algorithm_Missing_IsRefused() => await RefusedAsync(host.Key.Sign(host.Xsuaa(), header => header.Remove("alg")), "alg");

    [Fact]
    public async Task Algorithm_Hs256WithThePublicKeyAsSecret_IsRefused()
    {
        var text = SigningKey.Encode(JsonSerializer.Serialize(new { alg = "HS256", kid = host.Key.Id })) + "." + SigningKey.Encode(JsonSerializer.Serialize(host.Xsuaa()));
        var signature = HMACSHA256.HashData(Encoding.ASCII.GetBytes(host.Key.PublicPem), Encoding.ASCII.GetBytes(text));

        await RefusedAsync(text + "." + Base64Url.EncodeToString(signature), "alg");
    }

    [Fact]
    public async Task Signature_OfAnotherKeyOrOfNone_IsRefused()
    {
        var good = host.Key.Sign(host.Xsuaa());
        var unsigned = good[..(good.LastIndexOf('.') + 1)];

        await RefusedAsync(new SigningKey(host.Key.Id).Sign(host.Xsuaa()), "signature");
        await RefusedAsync(unsigned, "signature");
        await RefusedAsync(unsigned + "AAAA", "signature");
    }

    [Fact]
    public async Task Signature_OverOtherClaims_IsRefused()
    {
        var parts = host.Key.Sign(host.Xsuaa()).Split('.');
        var other = host.Xsuaa();
        other["zid"] = Guid.NewGuid().ToString();

        await RefusedAsync(parts[0] + "." + SigningKey.Encode(JsonSerializer.Serialize(other)) + "." + parts[2], "signature");
    }

    [Fact]
    public async Task Key_ThatTheTokenBringsOrPointsTo_IsNotLookedAt()
    {
        var attacker = new SigningKey("attacker");
        await using var canary = await StandInIssuer.StartAsync(attacker);
        foreach (var name in new[] { "jku", "x5u" })
        {
            await RefusedAsync(attacker.Sign(host.Xsuaa(), header => header[name] = $"https://{canary.Domain}/token_keys"), "kid");
        }

        await RefusedAsync(attacker.Sign(host.Xsuaa(), header => header["jwk"] = attacker.Jwk()), "kid");
        Assert.Empty(canary.Requests);
    }

    [Fact]
    public async Task Key_WithoutId_IsRefused() => await RefusedAsync(host.Key.Sign(host.Xsuaa(), header => header.Remove("kid")), "kid");

    [Theory]
    [InlineData("../../x")]
    [InlineData("' OR 1=1 --")]
    [InlineData("a\r\nb")]
    public async Task Key_WithAStrangeId_IsRefused(string id) => await RefusedAsync(host.Key.Sign(host.Xsuaa(), header => header["kid"] = id), "kid");

    [Fact]
    public async Task Header_WithCriticalExtension_IsRefused() => await RefusedAsync(host.Key.Sign(host.Xsuaa(), header => header["crit"] = new[] { "exp" }), "crit");

    [Theory]
    [InlineData("exp", null, "exp")]
    [InlineData("exp", "tomorrow", "exp")]
    [InlineData("exp", 1e300, "exp")]
    [InlineData("nbf", "now", "nbf")]
    [InlineData("zid", null, "tenant")]
    [InlineData("zid", "not-a-guid", "tenant")]
    [InlineData("zid", "{6f1f5e0c-9d1b-4a0e-8a55-0c1a2b3c4d5e}", "tenant")]
    [InlineData("zid", "6f1f5e0c9d1b4a0e8a550c1a2b3c4d5e", "tenant")]
    [InlineData("aud", null, "aud")]
    [InlineData("aud", "", "aud")]
    [InlineData("aud", "another!t9", "aud")]
    [InlineData("aud", "fedml!t11", "aud")]
    [InlineData("aud", "evil|fedml!t1", "aud")]
    [InlineData("aud", "sb-broker!b77", "aud")]
    [InlineData("azp", 5, "azp")]
    [InlineData("azp", "a\r\nb", "azp")]
    public async Task Claim_ThatBreaksARule_IsRefusedAndNamed(string claim, object? value, string field)
    {
        var claims = host.Xsuaa();
        claims[claim] = value;
        if (value is null)
        {
            claims.Remove(claim);
        }

        await RefusedAsync(host.Key.Sign(claims), field);
    }

    [Theory]
    [InlineData("exp", -30, true)]
    [InlineData("exp", -90, false)]
    [InlineData("nbf", 30, true)]
    [InlineData("nbf", 90, false)]
    [InlineData("iat", 30, true)]
    [InlineData("iat", 90, false)]
    public async Task Time_WithinAMinuteOfOurs_IsTaken(string claim, double fromNow, bool taken)
    {
        var claims = host.Xsuaa();
        claims[claim] = SignInHost.Seconds(fromNow);

        var refused = await host.CallAsync(host.Key.Sign(claims));

        Assert.Equal(taken, refused is null);
        Assert.Equal(claim == "exp" ? "TOKEN_EXPIRED" : "TOKEN_INVALID", refused is null ? (claim == "exp" ? "TOKEN_EXPIRED" : "TOKEN_INVALID") : SignInHost.ReasonOf(refused));
    }

    [Theory]
    [InlineData("fedml!t1")]
    [InlineData("sb-fedml!t1")]
    [InlineData("fedml!t1.fedml")]
    [InlineData("clone-1|broker!b7")]
    [InlineData("sb-clone-1!b9|broker!b7")]
    public async Task Audience_OursOrACloneOfABrokers_IsTaken(string audience)
    {
        var claims = host.Xsuaa();
        claims["aud"] = new[] { "openid", audience };
        claims["scope"] = new[] { "fedml!t1.fedml.features.read", "broker!b7.fedml.features.read" };

        Assert.Null(await host.CallAsync(host.Key.Sign(claims)));
    }

    [Fact]
    public async Task Audience_ForeignButGivenToUs_IsTakenFromXsuaaOnly()
    {
        var (xsuaa, identity) = (host.Xsuaa(), host.Identity());
        (xsuaa["aud"], xsuaa["azp"]) = ("another!t9", "sb-fedml!t1");
        (identity["aud"], identity["azp"]) = ("another", "5f3c");

        Assert.Null(await host.CallAsync(host.Key.Sign(xsuaa)));
        await RefusedAsync(host.Key.Sign(identity), "aud");
    }

    [Fact]
    public async Task Claims_SeveralWrong_AreAllNamed()
    {
        var claims = host.Xsuaa();
        claims["aud"] = "another";
        claims["zid"] = "x";
        claims["exp"] = SignInHost.Seconds(-1000);

        await RefusedAsync(host.Key.Sign(claims, header => header["alg"] = "none"), "alg", "exp", "aud", "tenant");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("e30.e30.e30.e30.e30")]
    [InlineData("!!!.e30.e30")]
    [InlineData("e30.bm8ganNvbg.e30")]
    [InlineData("W10.W10.e30")]
    [InlineData("e30.e30.e30, Bearer e30.e30.e30")]
    public async Task Token_ThatIsNone_IsRefused(string token) => await RefusedAsync(token);

    [Fact]
    public async Task Token_WithAClaimTwice_IsRefused()
    {
        var claims = JsonSerializer.Serialize(host.Xsuaa());
        var twice = claims[..^1] + ",\"zid\":\"00000000-0000-0000-0000-000000000000\"}";
        var header = JsonSerializer.Serialize(new { alg = "RS256", kid = host.Key.Id });

        await RefusedAsync(host.Key.SignText(SigningKey.Encode(header) + "." + SigningKey.Encode(twice)));
    }

    [Theory]
    [InlineData(11_000, true)]
    [InlineData(17_000, false)]
    public async Task Token_LargerThanAllowed_IsRefused(int padding, bool taken)
    {
        var claims = host.Xsuaa();
        claims["padding"] = new string('x', padding);

        Assert.Equal(taken, await host.CallAsync(host.Key.Sign(claims)) is null);
    }

    private async Task RefusedAsync(string token, params string[] fields)
    {
        var refused = await host.CallAsync(token);

        Assert.Equal(StatusCode.Unauthenticated, refused?.StatusCode);
        Assert.Equal(fields is ["exp"] && refused!.Status.Detail.Contains("expired", StringComparison.Ordinal) ? "TOKEN_EXPIRED" : "TOKEN_INVALID", SignInHost.ReasonOf(refused!));
        Assert.Equal(fields, SignInHost.FieldsOf(refused!));
        Assert.All(token.Split('.').Where(part => part.Length > 8), part => Assert.DoesNotContain(part, refused!.ToString(), StringComparison.Ordinal));
    }
}
