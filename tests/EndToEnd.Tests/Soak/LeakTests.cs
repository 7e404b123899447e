namespace FedMl.EndToEnd.Tests.Soak;

/// <summary>The control of <see cref="SoakTests"/>: the same measurement over processes that leak on purpose.</summary>
public sealed class LeakTests
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Watch_ProcessesThatLeak_CatchesEachAndOnlyWhatItLeaks()
    {
        string[] leaks = ["memory", "handles", "threads", "nothing"];

        var found = await Task.WhenAll(leaks.Select(FaultsOfAsync));

        Assert.Contains("bytes of memory grew", Assert.Single(found[0]), StringComparison.Ordinal);
        Assert.Contains("handles grew", Assert.Single(found[1]), StringComparison.Ordinal);
        Assert.Contains(found[2], fault => fault.Contains("threads grew", StringComparison.Ordinal));
        Assert.Empty(found[3]);
    }

    private static async Task<IReadOnlyList<string>> FaultsOfAsync(string leak)
    {
        await using var host = await LeakingProcess.StartAsync(leak);
        await using var traffic = new Traffic().Add(leak, host.RequestAsync);
        await Task.Delay(WarmUp, traffic.Stopped);
        var growth = await Growth.WatchAsync(host.Id, Watched, traffic.Stopped);
        await traffic.EndAsync();
        return growth.Faults;
    }
}
