using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

public sealed class TokenTests : TenantScenario
{
    private readonly SkippingTime time = new();

    private protected override TimeProvider TenantTime => time;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Tenant.Server.Put(Customers(100));
    }

    [Fact]
    public async Task ReadAsync_ManyAtATimeWithoutAToken_OneIsAskedFor()
    {
        var arrived = 0;
        Tenant.Server.Behaviour.Before = async request =>
        {
            if (request.Path == Token)
            {
                // Long enough for the others to come and wait.
                await UntilAsync(() => Volatile.Read(ref arrived) == 20);
            }
        };
        var source = Tenant.Source();
        var lists = Enumerable.Range(0, 20).Select(async _ =>
        {
            using var reader = source.Open(Plan(("name", ValueType.String)));
            var refresh = reader.RefreshAsync(default);
            Interlocked.Increment(ref arrived);
            Assert.Empty(await refresh);
            return await ReadAsync(reader, "k7");
        }).ToArray();
        Assert.All(await Task.WhenAll(lists), names => Assert.Equal(["v7"], names));
        Assert.Equal(1, Seen(Token));
    }

    [Fact]
    public async Task ReadAsync_TokensRevokedWhileManyRead_OneIsAskedForAndAllAreAnswered()
    {
        var reader = await ReaderAsync();
        Tenant.Server.RevokeTokens();
        var reads = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ReadAsync(reader, $"k{i}")));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"v{i}"), reads.Select(names => names[0]));
        Assert.Equal(2, Seen(Token));
    }

    [Theory]
    [InlineData(3539, 1)]
    [InlineData(3541, 2)]
    [InlineData(3601, 2)]
    public async Task ReadAsync_TokenIsAboutToExpire_ANewOneIsAskedForBefore(int after, int tokens)
    {
        Tenant.Server.TokenLifeTime = TimeSpan.FromHours(1);
        var reader = await ReaderAsync(options => options.MetadataSeconds = 86_400, time);
        time.Skip(TimeSpan.FromSeconds(after));
        Assert.Equal(["v1"], await ReadAsync(reader, "k1"));
        Assert.Equal(tokens, Seen(Token));
    }

    [Fact]
    public async Task ReadAsync_TokenOfAShortLife_IsRefreshedAfterNineTenthsOfIt()
    {
        Tenant.Server.TokenLifeTime = TimeSpan.FromSeconds(100);
        var reader = await ReaderAsync(options => options.MetadataSeconds = 86_400, time);
        time.Skip(TimeSpan.FromSeconds(91));
        Assert.Equal(["v1"], await ReadAsync(reader, "k1"));
        Assert.Equal(2, Seen(Token));
    }

    [Fact]
    public async Task ReadAsync_NoNewTokenWhileTheOldIsGood_GoesOnWithTheOld()
    {
        Tenant.Server.TokenLifeTime = TimeSpan.FromHours(1);
        var reader = await ReaderAsync(options => options.MetadataSeconds = 86_400, time);
        time.Skip(TimeSpan.FromSeconds(3550));
        Tenant.Server.Fail(Token, new Fault.Status(503));
        Assert.Equal(["v1"], await ReadAsync(reader, "k1"));
    }

    [Fact]
    public async Task ReadAsync_TokenEndPointFailsForAMoment_IsTriedAgain()
    {
        Tenant.Server.Fail(Token, new Fault.Status(503));
        Tenant.Server.Fail(Token, new Fault.ResetInBody());
        Assert.Equal(["v1"], await ReadAsync(await ReaderAsync(time: time), "k1"));
        Assert.Equal(3, Seen(Token));
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", "[1]")]
    [InlineData("application/json", """{"access_token":"","expires_in":100}""")]
    [InlineData("application/json", """{"access_token":"a b","expires_in":100}""")]
    [InlineData("application/json", """{"access_token":"a\r\nX: y","expires_in":100}""")]
    [InlineData("application/json", """{"access_token":"a\uD800","expires_in":100}""")]
    [InlineData("application/json", """{"access_token":"ab","expires_in":"100"}""")]
    [InlineData("application/json", """{"access_token":"ab","expires_in":99999999999}""")]
    [InlineData("application/json", """{"access_token":"ab","expires_in":-5}""")]
    [InlineData("application/json", """{"access_token":"ab","expires""")]
    [InlineData("text/html", "<html>Log on</html>")]
    public async Task RefreshAsync_AnswerIsNoToken_IsAFaultWithoutItsText(string type, string body)
    {
        Tenant.Server.Fail(Token, new Fault.Body(type, body), times: 100);
        var reader = Open(time: time);
        var fault = Assert.Single(await reader.RefreshAsync(default));
        Assert.Equal(ErrorReason.SourceUnavailable, fault.Reason);
        Assert.Contains("token", fault.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("ab", fault.Description.Replace("availab", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(Seen(Token), Tenant.Server.Requests.Count);
    }

    [Fact]
    public async Task ReadAsync_SecretIsReplaced_TheNextTokenIsAskedForWithTheNewOne()
    {
        var reader = await ReaderAsync();
        Tenant.Server.ClientSecret = "the next one";
        Tenant.WriteSecret("the next one");
        Tenant.Server.RevokeTokens();
        Assert.Equal(["v1"], await ReadAsync(reader, "k1"));
    }

    [Fact]
    public async Task RefreshAsync_WrongSecret_IsToldAndSentOnce()
    {
        Tenant.WriteSecret("wrong-secret");
        Tenant.Server.ExpectsUnexpected = true;
        var reader = Open();
        var fault = Assert.Single(await reader.RefreshAsync(default));
        Assert.Equal(ErrorReason.SourceCredentialsRefused, fault.Reason);
        Assert.DoesNotContain("wrong-secret", fault.Description, StringComparison.Ordinal);
        Assert.Equal(1, Seen(Token));
        Assert.DoesNotContain("wrong-secret", (await FailsAsync(reader, ErrorReason.SourceCredentialsRefused)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefreshAsync_SecretFileGone_IsToldWithoutARequest()
    {
        var reader = Open();
        File.Delete(Tenant.SecretFile);
        Assert.Equal(ErrorReason.SourceCredentialsRefused, Assert.Single(await reader.RefreshAsync(default)).Reason);
        Assert.Empty(Tenant.Server.Requests);
    }

    [Fact]
    public async Task ReadAsync_NewTokenIsRefusedToo_FailsWithoutEnd()
    {
        var reader = await ReaderAsync();
        Tenant.Server.Fail(Rows, new Fault.Status(401), times: 100);
        await FailsAsync(reader, ErrorReason.SourceCredentialsRefused);
        Assert.Equal(2, Seen(Rows));
    }

    [Fact]
    public async Task ReadAsync_CallerWhoAskedForTheTokenGoes_OthersGetIt()
    {
        var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reader = await ReaderAsync();
        Tenant.Server.RevokeTokens();
        Tenant.Server.Behaviour.Before = async request =>
        {
            if (request.Path == Token)
            {
                isAsked.TrySetResult();
                await mayAnswer.Task;
            }
        };
        using var leaving = new CancellationTokenSource();
        var first = ReadAsync(reader, ["k1"], leaving.Token);
        await isAsked.Task;
        var second = ReadAsync(reader, "k2");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        mayAnswer.SetResult();
        Assert.Equal(["v2"], await second);
        Assert.Equal(2, Seen(Token));
    }
}
