using FedMl.Features.Columns;
using FedMl.Features.Hedging;
using FedMl.Features.Sources;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace FedMl.Features.Tests.Hedging;

public sealed class HedgedReaderTests : IDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(100);
    private readonly FakeTimeProvider time = new();
    private readonly SlowReader source = new();
    private readonly HedgedReader reader;

    public HedgedReaderTests() => reader = new HedgedReader(
        source,
        new HedgingOptions { Enabled = true, MinDelayMilliseconds = 1 },
        new RetryBudget(percent: 5),
        new FeaturesMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry())),
        time);

    public void Dispose() => reader.Dispose();

    [Fact]
    public async Task ReadAsync_SlowerThanUsual_IsAskedForAgainAndTheSecondAnswerCounts()
    {
        await LearnAsync();

        var read = ReadAsync();
        Advance(Usual + TimeSpan.FromMilliseconds(1));
        var (first, second) = (source.Reads - 2, source.Reads - 1);
        source.Answer(second, 2);

        Assert.Equal(RecentTimes.Fewest + 1, second);
        Assert.Equal(2, await read);
        Assert.True(source.IsStopped(first));
    }

    [Fact]
    public async Task ReadAsync_SlowButSoonerThanTheSecond_IsItsOwnAnswer()
    {
        await LearnAsync();

        var read = ReadAsync();
        Advance(Usual * 2);
        source.Answer(source.Reads - 2, 1);

        Assert.Equal(1, await read);
        Assert.True(source.IsStopped(source.Reads - 1));
    }

    [Fact]
    public async Task ReadAsync_AsFastAsUsual_IsAskedForOnce()
    {
        await LearnAsync();

        var read = ReadAsync();
        Advance(Usual - TimeSpan.FromMilliseconds(1));
        source.Answer(source.Reads - 1, 1);

        Assert.Equal(1, await read);
        Assert.Equal(RecentTimes.Fewest + 1, source.Reads);
    }

    [Fact]
    public async Task ReadAsync_BeforeAnythingIsKnown_IsAskedForOnce()
    {
        await LearnAsync(reads: RecentTimes.Fewest - 1);

        var read = ReadAsync();
        Advance(Usual * 100);
        source.Answer(source.Reads - 1, 1);

        Assert.Equal(1, await read);
        Assert.Equal(RecentTimes.Fewest, source.Reads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ReadAsync_OneOfTwoFails_TheOtherAnswers(int failing)
    {
        await LearnAsync();

        var read = ReadAsync();
        Advance(Usual * 2);
        source.Fail(source.Reads - failing, new TimeoutException());
        source.Answer(source.Reads - (3 - failing), 7);

        Assert.Equal(7, await read);
    }

    [Fact]
    public async Task ReadAsync_BothFail_Fails()
    {
        await LearnAsync();

        var read = ReadAsync();
        Advance(Usual * 2);
        source.Fail(source.Reads - 1, new TimeoutException());
        source.Fail(source.Reads - 2, new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => read);
    }

    [Fact]
    public async Task ReadAsync_AllReadsSlow_AsksForNoMoreThanTheBudget()
    {
        await LearnAsync();
        var before = source.Reads;

        for (var i = 0; i < 200; i++)
        {
            var read = ReadAsync();
            var asked = source.Reads;
            Advance(Usual * 1000);
            Enumerable.Range(asked - 1, source.Reads - asked + 1).ToList().ForEach(one => source.Answer(one, one));
            await read;
        }

        // Ten were free, and five of a hundred.
        Assert.InRange(source.Reads - before - 200, 10, 10 + 10);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_StopsBoth()
    {
        await LearnAsync();
        using var cancelling = new CancellationTokenSource();

        var read = ReadAsync(cancelling.Token);
        Advance(Usual * 2);
        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.True(source.IsStopped(source.Reads - 1) && source.IsStopped(source.Reads - 2));
    }

    // What a moment sets off has happened when it returns: without a context, continuations run at once.
    private void Advance(TimeSpan moment)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        time.Advance(moment);
        SynchronizationContext.SetSynchronizationContext(context);
    }

    private static RowRequest Request() => new([ColumnValues<long>.Over([1])], [0], DateTimeOffset.UnixEpoch);

    private async Task<double> ReadAsync(CancellationToken cancellationToken = default)
    {
        // What a moment or an answer sets off has happened when it returns.
        SynchronizationContext.SetSynchronizationContext(null);
        return ((ColumnValues<double>)(await reader.ReadAsync(Request(), cancellationToken)).Columns[0])[0];
    }

    private async Task LearnAsync(int reads = RecentTimes.Fewest)
    {
        for (var i = 0; i < reads; i++)
        {
            var read = ReadAsync();
            Advance(Usual);
            source.Answer(source.Reads - 1, 0);
            await read;
        }
    }
}
