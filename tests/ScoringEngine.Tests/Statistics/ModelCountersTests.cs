using System.Diagnostics;
using FedMl.ScoringEngine.Statistics;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.ScoringEngine.Tests.Statistics;

public sealed class ModelCountersTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly long Microsecond = Stopwatch.Frequency / 1_000_000;
    private readonly ModelCounters counters = new(new FakeTimeProvider(Noon));

    [Fact]
    public void Answered_Alone_CountsRequestRowsAndRun()
    {
        counters.Answered(64, 64, Took(1, 2, 3, 4));
        counters.Answered(1, 1, Took(0, 1, 1, 1));

        Assert.Equal((65, 2, Noon), (counters.Rows, counters.Executions, counters.Last));
        Assert.Equal((new(2, 13_000), new(2, 1_000), new(2, 3_000)), (counters.Success, counters.Queue, counters.Input));
        Assert.Equal((new(2, 4_000), new(2, 5_000)), (counters.Infer, counters.Output));
        Assert.Equal(new BatchCount(1, new(1, 1_000), new(1, 1_000), new(1, 1_000)), counters.Batches[0]);
        Assert.Equal(new BatchCount(64, new(1, 2_000), new(1, 3_000), new(1, 4_000)), counters.Batches[1]);
    }

    [Fact]
    public void Answered_InABatch_CountsTheRunOnce()
    {
        counters.Answered(2, 5, Took(1, 1, 7, 1));
        counters.Answered(3, 0, Took(1, 1, 7, 1));

        Assert.Equal((5, 1, 2), (counters.Rows, counters.Executions, counters.Infer.Count));
        Assert.Equal((5, new(1, 7_000)), (counters.Batches.Single().Rows, counters.Batches.Single().Infer));
    }

    [Fact]
    public void Failed_CountsNothingElse()
    {
        counters.Failed(5 * Microsecond);

        Assert.Equal((new(1, 5_000), default, 0, 0, null), (counters.Failure, counters.Success, counters.Rows, counters.Executions, counters.Last));
    }

    [Fact]
    public void AnsweredFromCache_CountsAsAnsweredAndQueuedButNothingRan()
    {
        counters.AnsweredFromCache(2 * Microsecond, 3 * Microsecond);
        counters.NotFoundInCache(1 * Microsecond);

        Assert.Equal((new(1, 3_000), new(1, 0), new(1, 2_000), new(1, 1_000)), (counters.Success, counters.Queue, counters.CacheHit, counters.CacheMiss));
        Assert.Equal((default, default, default, 0, 0, Noon), (counters.Input, counters.Infer, counters.Output, counters.Rows, counters.Executions, counters.Last));
    }

    [Fact]
    public void Batches_OfMoreSizesThanAreKept_KeepTheFirst()
    {
        for (var rows = 1000; rows < 1000 + BatchCounters.MaxSizes + 1; rows++)
        {
            counters.Answered(rows, rows, Took(0, 0, 1, 0));
            counters.Answered(rows, rows, Took(0, 0, 1, 0));
        }

        Assert.Equal(Enumerable.Range(1000, BatchCounters.MaxSizes), counters.Batches.Select(b => b.Rows));
        Assert.All(counters.Batches, b => Assert.Equal(2, b.Infer.Count));
        Assert.Equal(2 * (BatchCounters.MaxSizes + 1), counters.Executions);
    }

    [Fact]
    public void Answered_FromManyThreads_LosesNothing()
    {
        Parallel.For(0, 100_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => counters.Answered(1 + (i % 100), 1 + (i % 100), Took(0, 1, 1, 1)));

        Assert.Equal((100_000, 5_050_000, 100_000), (counters.Executions, counters.Rows, counters.Success.Count));
        Assert.Equal(BatchCounters.MaxSizes, counters.Batches.Select(b => b.Rows).Distinct().Count());
        Assert.All(counters.Batches, b => Assert.Equal(new DurationCount(1000, 1_000_000), b.Infer));
    }

    [Fact]
    public void Counting_TakesNoMemory()
    {
        counters.Answered(1, 1, Took(1, 1, 1, 1));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            counters.Answered(i, i, Took(1, 1, 1, 1));
            counters.Failed(1);
            counters.AnsweredFromCache(1, 1);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static RequestTicks Took(long queue, long input, long infer, long output) =>
        new(queue * Microsecond, input * Microsecond, infer * Microsecond, output * Microsecond);
}
