using FedMl.Features.Discovery;
using FedMl.Features.Duckdb;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.Features.Tests.Discovery;

public sealed class AssetDirectoryTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly FeaturesOptions options;
    private readonly DuckDbSource source;

    public AssetDirectoryTests()
    {
        folder.Write("data/S/A.csv", "id\n1\n");
        options = new FeaturesOptions { Data = folder.PathOf("data") };
        source = new DuckDbSource(Options.Create(options));
    }

    public void Dispose()
    {
        source.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task ListAsync_AssetComes_IsSeenWhenTheListIsAskedForAgain()
    {
        using var directory = new AssetDirectory(source, Options.Create(options), time);
        Assert.Single(await directory.ListAsync(default));
        folder.Write("data/S/B.csv", "id\n1\n");
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(await directory.ListAsync(default));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await directory.ListAsync(default)).Count);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public async Task ListAsync_MoreAssetsThanAllowed_IsRefused(int limit, bool isAnswered)
    {
        folder.Write("data/T/B.csv", "id\n1\n");
        options.Discovery.MaxAssets = limit;
        using var directory = new AssetDirectory(source, Options.Create(options), time);
        var failure = await Record.ExceptionAsync(() => directory.ListAsync(default));
        Assert.Equal(isAnswered, failure is null);
        Assert.Equal(isAnswered ? null : ErrorReason.InvalidRequest, (failure as ServiceException)?.Reason);
        Assert.Single(await directory.ListAsync("T", default));
    }

    [Fact]
    public async Task RunAsync_TakesLongerThanAllowed_IsStoppedAndSaysSo()
    {
        using var turns = new DiscoveryTurns(Options.Create(options), time);
        var look = turns.RunAsync(token => Task.Delay(Timeout.Infinite, token).ContinueWith(_ => 0, token), default);
        time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.False(look.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(ErrorReason.DeadlineExceeded, (await Assert.ThrowsAsync<ServiceException>(() => look)).Reason);
    }

    [Fact]
    public async Task RunAsync_MoreThanAtATime_WaitForTheirTurn()
    {
        using var turns = new DiscoveryTurns(Options.Create(options), time);
        var first = new TaskCompletionSource<int>();
        var started = 0;
        Task<int>[] looks = [.. Enumerable.Range(0, 3).Select(_ => turns.RunAsync(_ => { started++; return first.Task; }, default))];
        Assert.Equal(options.Discovery.MaxAtATime, started);
        first.SetResult(1);
        await Task.WhenAll(looks);
        Assert.Equal(3, started);
    }
}
