using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn;
using FedMl.ServiceDefaults.SignIn.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>Issuers' keys: how often they are fetched, and what happens when they cannot be.</summary>
public sealed class KeySetTests : IAsyncLifetime
{
    private static readonly SigningKey First = new("key-1");
    private static readonly SigningKey Second = new("key-2");

    private readonly FakeTimeProvider time = new();
    private readonly AuthOptions options = new() { Keys = { MaxSets = 3, MaxNewSetsPerMinute = 5, TimeoutMilliseconds = 2000 } };
    private StandInIssuer issuer = null!;
    private KeyFetcher fetcher = null!;
    private KeySets sets = null!;

    public async Task InitializeAsync()
    {
        issuer = await StandInIssuer.StartAsync(First);
        options.AuthorityFile = issuer.AuthorityFile;
        fetcher = new KeyFetcher(Options.Create(options), NullLogger<KeyFetcher>.Instance);
        sets = new KeySets(fetcher, Options.Create(options), time);
    }

    public async Task DisposeAsync()
    {
        fetcher.Dispose();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task Find_AgainWithinTenMinutes_FetchesOnce()
    {
        Assert.NotNull(await FindAsync("key-1"));
        time.Advance(TimeSpan.FromSeconds(599));
        Assert.NotNull(await FindAsync("key-1"));
        Assert.Single(issuer.Requests);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await FindAsync("key-1"));
        Assert.Equal(2, issuer.Requests.Count);
    }

    [Fact]
    public async Task Find_ManyAtATime_FetchesOnce()
    {
        var let = new TaskCompletionSource();
        issuer.Instead = async context =>
        {
            await let.Task;
            issuer.Instead = null;
            await context.Response.WriteAsync(System.Text.Json.JsonSerializer.Serialize(new { keys = issuer.Keys }));
        };
        var finds = Enumerable.Range(0, 50).Select(_ => FindAsync("key-1").AsTask()).ToArray();
        let.SetResult();

        Assert.All(await Task.WhenAll(finds), Assert.NotNull);
        Assert.Single(issuer.Requests);
    }

    [Fact]
    public async Task Find_OneCallerGivesUp_OthersStillGetTheKey()
    {
        var let = new TaskCompletionSource();
        issuer.Instead = async context =>
        {
            await let.Task;
            await context.Response.WriteAsync(System.Text.Json.JsonSerializer.Serialize(new { keys = issuer.Keys }));
        };
        using var impatient = new CancellationTokenSource();
        var given = sets.Of(Source()).FindAsync("key-1", impatient.Token).AsTask();
        var patient = FindAsync("key-1").AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        let.SetResult();

        Assert.NotNull(await patient);
        Assert.Single(issuer.Requests);
    }

    [Fact]
    public async Task Find_AKeyThatWasAdded_FetchesOnceAndFindsIt()
    {
        await FindAsync("key-1");
        issuer.Keys = [First.Jwk(), Second.Jwk()];

        Assert.NotNull(await FindAsync("key-2"));
        Assert.Equal(2, issuer.Requests.Count);
    }

    [Fact]
    public async Task Find_AFloodOfUnknownIds_FetchesAtMostOnceAMinute()
    {
        await FindAsync("key-1");
        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(await FindAsync($"made-up-{i}"));
        }

        Assert.Equal(2, issuer.Requests.Count);

        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(await FindAsync("made-up"));
        Assert.Equal(3, issuer.Requests.Count);
    }

    [Fact]
    public async Task Find_AKeyThatWasTakenAway_IsNoLongerFound()
    {
        await FindAsync("key-1");
        issuer.Keys = [Second.Jwk()];
        time.Advance(TimeSpan.FromMinutes(10));

        Assert.Null(await FindAsync("key-1"));
    }

    [Fact]
    public async Task Find_IssuerDown_UsesTheLastKeysForADayAndAsksSeldom()
    {
        await FindAsync("key-1");
        issuer.Instead = Answer(503);
        time.Advance(TimeSpan.FromHours(23));
        for (var i = 0; i < 100; i++)
        {
            Assert.NotNull(await FindAsync("key-1"));
        }

        Assert.Equal(2, issuer.Requests.Count);
        await UnavailableAsync(() => FindAsync("key-2"));

        time.Advance(TimeSpan.FromHours(2));
        await UnavailableAsync(() => FindAsync("key-1"));

        issuer.Instead = null;
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull(await FindAsync("key-1"));
    }

    [Fact]
    public async Task Find_IssuerDownFromTheStart_IsUnavailableAndAsksSeldom()
    {
        issuer.Instead = Answer(500);
        for (var i = 0; i < 20; i++)
        {
            await UnavailableAsync(() => FindAsync("key-1"));
        }

        Assert.Single(issuer.Requests);
    }

    [Fact]
    public async Task Find_IssuerRefusesTheTenant_KnowsNoKey()
    {
        issuer.Instead = Answer(400);

        Assert.Null(await FindAsync("key-1"));
    }

    [Fact]
    public async Task Find_Redirect_IsNotFollowed()
    {
        await using var attacker = await StandInIssuer.StartAsync(First);
        issuer.Instead = context =>
        {
            context.Response.Redirect($"https://{attacker.Domain}/keys");
            return Task.CompletedTask;
        };

        await UnavailableAsync(() => FindAsync("key-1"));
        Assert.Empty(attacker.Requests);
    }

    [Theory]
    [InlineData("<html>Sign in</html>")]
    [InlineData("{\"keys\":[{\"kty\":")]
    [InlineData("[]")]
    public async Task Find_AnswerIsNoKeySet_IsUnavailable(string body)
    {
        issuer.Instead = context => context.Response.WriteAsync(body);

        await UnavailableAsync(() => FindAsync("key-1"));
    }

    [Fact]
    public async Task Find_AnswerTooLarge_IsUnavailable()
    {
        issuer.Instead = context => context.Response.WriteAsync("{\"keys\":[]," + new string(' ', options.Keys.MaxSetBytes) + "\"x\":1}");

        await UnavailableAsync(() => FindAsync("key-1"));
    }

    [Fact]
    public async Task Find_AnswerThatDoesNotEnd_IsGivenUp()
    {
        options.Keys.TimeoutMilliseconds = 200;
        issuer.Instead = async context =>
        {
            await context.Response.WriteAsync("{\"keys\":");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        await UnavailableAsync(() => FindAsync("key-1"));
    }

    [Fact]
    public async Task Find_ServerOfAnotherAuthority_IsUnavailable()
    {
        await using var other = await StandInIssuer.StartAsync(First);

        await UnavailableAsync(() => sets.Of(new KeySource(new Uri($"https://{other.Domain}/keys"))).FindAsync("key-1", default));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Find_KeysThatMustNotSign_AreNone()
    {
        var weak = new SigningKey("weak", 1024);
        var (encrypts, other, nameless) = (First.Jwk(), First.Jwk(), First.Jwk());
        (encrypts["kid"], encrypts["use"]) = ("enc", "enc");
        (other["kid"], other["alg"]) = ("other", "RS512");
        nameless.Remove("kid");
        issuer.Keys = [weak.Jwk(), encrypts, other, nameless, new() { ["kty"] = "oct", ["kid"] = "oct", ["k"] = "AAAA" }];

        foreach (var id in new[] { "weak", "enc", "other", "", "oct" })
        {
            Assert.Null(await FindAsync(id));
        }
    }

    [Fact]
    public async Task Of_MadeUpTenants_NeitherPushOutARealOneNorReachTheIssuerWithoutEnd()
    {
        await FindAsync("key-1");
        sets.Of(Source()).Proven = true;
        for (var i = 0; i < 4; i++)
        {
            await sets.Of(Source(i + 1)).FindAsync("made-up", default);
        }

        var refused = Assert.Throws<ServiceException>(() => sets.Of(Source(99)));
        Assert.Equal(ErrorReason.IssuerUnavailable, refused.Reason);
        Assert.Equal(5, issuer.Requests.Count);

        Assert.NotNull(await FindAsync("key-1"));
        Assert.Equal(5, issuer.Requests.Count);

        time.Advance(TimeSpan.FromMinutes(1));
        sets.Of(Source(99));
    }

    private ValueTask<Microsoft.IdentityModel.Tokens.JsonWebKey?> FindAsync(string id) => sets.Of(Source()).FindAsync(id, default);

    private KeySource Source(int tenant = 0) => new(new Uri($"https://{issuer.Domain}/token_keys?zid={new Guid(tenant, 0, 0, new byte[8]):D}"));

    private static Func<HttpContext, Task> Answer(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static async Task UnavailableAsync(Func<ValueTask<Microsoft.IdentityModel.Tokens.JsonWebKey?>> find)
    {
        var refused = await Assert.ThrowsAsync<ServiceException>(async () => await find());
        Assert.Equal(ErrorReason.IssuerUnavailable, refused.Reason);
    }
}
