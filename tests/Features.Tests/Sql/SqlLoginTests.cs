using FedMl.Features.Sql;
using FedMl.Features.Sql.Connections;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.Features.Tests.Sql;

public sealed class SqlLoginTests : IDisposable
{
    private readonly HanaServer server = new();
    private readonly FakeTimeProvider time = new();

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task ListSpacesAsync_PasswordRefused_IsNotTriedAgainForAWhile()
    {
        server.ChangePassword("another");
        using var source = server.Open(time: time);
        for (var i = 0; i < 10; i++)
        {
            await RefusedAsync(source);
        }

        Assert.Equal(1, Logins);
        time.Advance(RefusedLogins.Pause);
        await RefusedAsync(source);
        Assert.Equal(2, Logins);
    }

    [Fact]
    public async Task ListSpacesAsync_ManyAtOnceWithAWrongPassword_TryItOnce()
    {
        server.ChangePassword("another");
        using var source = server.Open(time: time);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RefusedAsync(source)));
        Assert.Equal(1, Logins);
    }

    [Fact]
    public async Task ListSpacesAsync_PasswordRotated_IsTakenUpAtOnce()
    {
        server.ChangePassword("another");
        var options = server.Options;
        using var source = server.Open(options, time);
        await RefusedAsync(source);
        await File.WriteAllTextAsync(options.PasswordFile, "another");
        Assert.DoesNotContain("secret", await source.ListSpacesAsync(default));
    }

    [Fact]
    public async Task ListSpacesAsync_PasswordFileGone_IsRefusedWithTheOptionsName()
    {
        var options = server.Options;
        using var source = server.Open(options, time);
        File.Delete(options.PasswordFile);
        var failure = await RefusedAsync(source);
        Assert.Contains("Features:Sql:PasswordFile", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, Logins);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10709)]
    [InlineData(9999)]
    public async Task ListSpacesAsync_DriverTellsItsConnectionString_NobodyElseDoes(int code)
    {
        server.Fault = statement => statement == "CONNECT" ? code : 0;
        var options = server.Options;
        options.Retries = 0;
        using var source = server.Open(options, time);
        var failure = await Assert.ThrowsAnyAsync<ServiceException>(() => source.ListSpacesAsync(default));
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("UserName", failure.ToString(), StringComparison.Ordinal);
        Assert.Null(failure.InnerException);
    }

    [Fact]
    public async Task ListSpacesAsync_EachSession_OnlyReads()
    {
        using var source = server.Open(time: time);
        await source.ListSpacesAsync(default);
        await source.ListSpacesAsync(default);
        string[] steps = [.. server.Log.Select(entry => entry.Split('"')[0])];
        Assert.Equal(["CONNECT", "[30] SET TRANSACTION READ ONLY", "[30] SELECT ", "CONNECT", "[30] SET TRANSACTION READ ONLY", "[30] SELECT "], steps);
    }

    private int Logins => server.Log.Count(entry => entry == "CONNECT");

    private static async Task<ServiceException> RefusedAsync(SqlSource source)
    {
        var failure = await Assert.ThrowsAnyAsync<ServiceException>(() => source.ListSpacesAsync(default));
        Assert.Equal(ErrorReason.SourceCredentialsRefused, failure.Reason);
        return failure;
    }
}
