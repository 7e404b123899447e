using FedMl.Features.Caching;
using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Caching;

public sealed class CacheConcurrencyTests : CacheScenario
{
    [Fact]
    public async Task ReadAsync_ManyWaitForTheSameKeys_TheSourceIsAskedOnce()
    {
        var reader = Reader();
        var opening = new TaskCompletionSource();
        Source.Open = opening.Task;
        var reads = Enumerable.Range(0, 100).Select(i => Task.Run(() => NumbersAsync(reader, $"k{i % 3}", "k7"))).ToArray();
        await UntilAsync(() => Source.Asked.Distinct().Count() == 4);
        opening.SetResult();

        var answers = await Task.WhenAll(reads);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (double?)(i % 3)), answers.Select(answer => answer[0]));
        Assert.All(answers, answer => Assert.Equal(7, answer[1]));
        Assert.Equal(["k0", "k1", "k2", "k7"], Source.Asked.Order());
    }

    [Fact]
    public async Task ReadAsync_RandomRequestsAtOnce_AreRightAndAskForNoKeyTwice()
    {
        var reader = Reader();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(lane => Task.Run(async () =>
        {
            var random = new Random(lane);
            for (var i = 0; i < 200; i++)
            {
                var keys = Enumerable.Range(0, 1 + random.Next(20)).Select(_ => random.Next(500)).Distinct().ToArray();
                Assert.Equal(keys.Select(key => (double?)key), await NumbersAsync(reader, [.. keys.Select(key => $"k{key}")]));
            }
        })));
        Assert.Equal(Source.Asked.Distinct().Count(), Source.Asked.Count);
    }

    [Fact]
    public async Task ReadAsync_TheOneThatBeganGivesUp_OthersAreAnswered()
    {
        var reader = Reader();
        var opening = new TaskCompletionSource();
        Source.Open = opening.Task;
        using var giveUp = new CancellationTokenSource();
        var first = reader.ReadAsync(Ask("k1"), giveUp.Token).AsTask();
        var second = NumbersAsync(reader, "k1");
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        opening.SetResult();
        Assert.Equal([1], await second);
        Assert.Equal((1, 0), (Source.Reads, Source.Cancelled));
    }

    [Fact]
    public async Task ReadAsync_AllGiveUp_TheSourceIsStoppedAndTheNextAsksAnew()
    {
        var reader = Reader();
        var opening = new TaskCompletionSource();
        Source.Open = opening.Task;
        using var giveUp = new CancellationTokenSource();
        Task[] reads = [reader.ReadAsync(Ask("k1"), giveUp.Token).AsTask(), reader.ReadAsync(Ask("k1"), giveUp.Token).AsTask()];
        await giveUp.CancelAsync();
        foreach (var read in reads)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        }

        opening.SetResult();
        Assert.Equal([1], await NumbersAsync(reader, "k1"));
        await Source.NoticedCancelling.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((2, 1), (Source.Reads, Source.Cancelled));
    }

    [Fact]
    public async Task ReadAsync_SharedFetchFails_AllWhoWaitAreTold()
    {
        var reader = Reader();
        var opening = new TaskCompletionSource();
        Source.Open = opening.Task;
        Source.Failure = new SourceUnavailableException("down");
        Task[] reads = [NumbersAsync(reader, "k1"), NumbersAsync(reader, "k1", "k2")];
        opening.SetResult();
        foreach (var read in reads)
        {
            await Assert.ThrowsAsync<SourceUnavailableException>(() => read);
        }

        Assert.Equal(["k1", "k2"], Source.Asked);
    }

    [Fact]
    public async Task ReadAsync_MoreRowsThanThereIsRoomFor_StayWithinTheLimitAndAreRight()
    {
        var reader = Reader(options: new CacheOptions { MaxBytes = 1024 * 1024 });
        for (var i = 0; i < 10_000; i += 100)
        {
            var keys = Enumerable.Range(i, 100).ToArray();
            Assert.Equal(keys.Select(key => (double?)key), await NumbersAsync(reader, [.. keys.Select(key => $"k{key}")]));
            Assert.InRange(Cache.Bytes, 1, 1024 * 1024);
        }

        Assert.InRange(Cache.Count, 100, 9_999);
    }

    [Fact]
    public async Task ReadAsync_Counts_TellHitsMissesAndBytes()
    {
        var reader = Reader();
        await NumbersAsync(reader, "k1", "k2");
        await NumbersAsync(reader, "k1", "k3", "no4");
        var text = await MetricsAsync();
        Assert.Contains("fedml_feature_cache_keys_total{view=\"v\",result=\"hit\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("fedml_feature_cache_keys_total{view=\"v\",result=\"miss\"} 4\n", text, StringComparison.Ordinal);
        Assert.Contains("fedml_feature_cache_rows 4\n", text, StringComparison.Ordinal);
        Assert.Contains("fedml_feature_cache_age_seconds_count{view=\"v\"} 2\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("fedml_feature_cache_bytes 0\n", text, StringComparison.Ordinal);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }
}
