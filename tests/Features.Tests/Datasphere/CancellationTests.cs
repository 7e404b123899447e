using FedMl.Features.Datasphere.Http;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>Whoever goes takes the request with it, down to the socket.</summary>
public sealed class CancellationTests : TenantScenario
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Tenant.Server.Put(Customers(1000));
    }

    [Fact]
    public async Task ReadAsync_CancelledWhileTheBodyIsStuck_TheTenantSeesTheConnectionGo()
    {
        var reader = await ReaderAsync();
        Tenant.Server.Fail(Rows, new Fault.Stuck(), times: 100);
        using var leaving = new CancellationTokenSource();
        var read = ReadAsync(reader, ["k0"], leaving.Token);
        await UntilAsync(() => Tenant.Server.AtATime == 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await UntilAsync(() => Tenant.Server.AtATime == 0);
        Assert.Equal(1, Seen(Rows));
    }

    [Fact]
    public async Task ReadAsync_CancelledWhileItWaitsForAFurtherTry_Ends()
    {
        var reader = await ReaderAsync(options => (options.RetryDelayMilliseconds, options.MaxRetryDelaySeconds) = (60_000, 600));
        Tenant.Server.Fail(Rows, new Fault.Status(503, "500"), times: 100);
        using var leaving = new CancellationTokenSource();
        var read = ReadAsync(reader, ["k0"], leaving.Token);
        await UntilAsync(() => Seen(Rows) == 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Fact]
    public async Task ReadAsync_OneQueryOfARequestFails_TheOthersAreGivenUp()
    {
        var reader = await ReaderAsync(options => (options.MaxUrlLength, options.MaxConcurrentRequestsPerRead, options.MaxRetries) = (512, 4, 0));
        Tenant.Server.Fail(Rows, new Fault.Stuck(), times: 3);
        Tenant.Server.Fail(Rows, new Fault.Status(403));
        await Assert.ThrowsAsync<UpstreamException>(() => ReadAsync(reader, Enumerable.Range(0, 1000).Select(i => $"k{i}")));
        await UntilAsync(() => Tenant.Server.AtATime == 0);
        Assert.Equal(4, Seen(Rows));
    }

    [Fact]
    public async Task ReadAsync_TenantIsStuck_TheTryEndsAtItsTimeLimitAndTheNextIsAnswered()
    {
        var time = new SkippingTime();
        var reader = await ReaderAsync(options => options.MetadataSeconds = 300);
        await reader.RefreshAsync(default);
        var limited = await ReaderAsync(options => options.RequestTimeoutSeconds = 1);
        Tenant.Server.Fail(Rows, new Fault.Stuck());
        Assert.Equal(["v0"], await ReadAsync(limited, "k0"));
        Assert.Equal(2, Seen(Rows));
        await UntilAsync(() => Tenant.Server.AtATime == 0);
        Assert.Empty(time.Waits);
    }

    [Fact]
    public async Task ReadAsync_TenantSendsAByteAtATime_TheTryEndsAtItsTimeLimitAllTheSame()
    {
        var reader = await ReaderAsync(options => (options.RequestTimeoutSeconds, options.MaxRetries) = (1, 0));
        Tenant.Server.Fail(Rows, new Fault.Trickle(), times: 100);
        Assert.Contains("longer than 1 seconds", (await FailsAsync(reader)).Message, StringComparison.Ordinal);
        await UntilAsync(() => Tenant.Server.AtATime == 0);
    }

    [Fact]
    public async Task ReadAsync_TenantStaysStuck_FailsAfterTheLastTry()
    {
        var reader = await ReaderAsync(options => (options.RequestTimeoutSeconds, options.MaxRetries) = (1, 1));
        Tenant.Server.Fail(Rows, new Fault.Stuck(), times: 100);
        Assert.Contains("longer than 1 seconds", (await FailsAsync(reader)).Message, StringComparison.Ordinal);
        Assert.Equal(2, Seen(Rows));
        await UntilAsync(() => Tenant.Server.AtATime == 0);
    }

    [Fact]
    public async Task Dispose_WhileReading_DoesNotTakeTheReadsAway()
    {
        var reader = await ReaderAsync();
        Assert.Equal(["v1"], await ReadAsync(reader, "k1"));
        reader.Dispose();
        Assert.Equal(["v1"], await ReadAsync(reader, "k1"));
    }
}
