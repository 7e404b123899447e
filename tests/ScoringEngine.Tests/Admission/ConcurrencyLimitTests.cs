using FedMl.ScoringEngine.Admission;

namespace FedMl.ScoringEngine.Tests.Admission;

public sealed class ConcurrencyLimitTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Update_UsedAndNobodyWaits_Rises()
    {
        var limit = new ConcurrencyLimit(2, 100, 16);
        limit.Update(new RunWaits(50, TimeSpan.Zero, Second, 0), 8);
        Assert.Equal(20, limit.Value);
    }

    [Fact]
    public void Update_HalfUsedAtMost_Stays()
    {
        var limit = new ConcurrencyLimit(2, 100, 16);
        limit.Update(new RunWaits(50, TimeSpan.Zero, Second, 0), 7);
        Assert.Equal(16, limit.Value);
    }

    [Theory]
    [InlineData(2, 12)]
    [InlineData(1000, 12)]
    public void Update_RunsWaitTooLong_FallsByNoMoreThanHalf(int secondsWaited, int expected)
    {
        var limit = new ConcurrencyLimit(2, 100, 16);
        limit.Update(new RunWaits(50, secondsWaited * Second, Second, 10), 16);
        Assert.Equal(expected, limit.Value);
    }

    [Fact]
    public void Update_RunsWaitButNoneHadItsTurn_Stays()
    {
        var limit = new ConcurrencyLimit(2, 100, 16);
        limit.Update(new RunWaits(0, TimeSpan.Zero, TimeSpan.Zero, 3), 16);
        Assert.Equal(16, limit.Value);
    }

    [Fact]
    public void Update_NothingRunsOrWaitsAndYetItIsReached_Rises()
    {
        // Senders and readers that are slow, and Features, take places but no cores.
        var limit = new ConcurrencyLimit(2, 100, 16);
        limit.Update(default, 16);
        Assert.Equal(20, limit.Value);
    }

    [Fact]
    public void Update_Whatever_StaysBetweenMinimumAndMaximum()
    {
        var random = new Random(1);
        for (var run = 0; run < 200; run++)
        {
            var min = random.Next(1, 64);
            var max = min + random.Next(0, 1000);
            var limit = new ConcurrencyLimit(min, max, random.Next(0, 2000));
            for (var window = 0; window < 100; window++)
            {
                var waited = TimeSpan.FromMilliseconds(random.Next(0, 10_000));
                limit.Update(new RunWaits(random.Next(0, 3), waited, random.NextDouble() * Second, random.Next(0, 3)), random.Next(0, 2000));
                Assert.InRange(limit.Value, min, max);
            }
        }
    }

    [Fact]
    public void Limit_WithFreeCapacity_RefusesNothing() => ForBoxesOfAllKinds((cores, box) =>
    {
        var outcome = box.Offer(0.6 * box.Capacity, Settling(box));
        Assert.Equal(0, outcome.Refused);
    });

    [Fact]
    public void Limit_AtTwiceAndTenTimesTheCapacity_KeepsTheCoresBusyAndTheWaitShort() => ForBoxesOfAllKinds((cores, box) =>
    {
        foreach (var load in new[] { 2.0, 10.0 })
        {
            var outcome = box.Offer(load * box.Capacity, Settling(box));
            Assert.True(outcome.Throughput >= 0.95 * box.Capacity, $"{outcome.Throughput} of {box.Capacity} at {load} × with {cores} cores, runs of {box.RunTime} s");
            Assert.InRange(outcome.Waits.Average(), 0, 3 * Math.Max(0.05, box.RunTime));
        }
    });

    [Fact]
    public void Limit_AfterAnOverload_Recovers() => ForBoxesOfAllKinds((cores, box) =>
    {
        box.RunTime *= 20;
        box.Offer(2 * box.Capacity, Settling(box));
        box.RunTime /= 20;
        var outcome = box.Offer(0.6 * box.Capacity, Settling(box));
        Assert.Equal(0, outcome.Refused);
    });

    private static double Settling(SimulatedBox box) => Math.Clamp(200 * box.RunTime, 20, 200);

    private static void ForBoxesOfAllKinds(Action<int, SimulatedBox> check)
    {
        var random = new Random(2);
        for (var seed = 0; seed < 60; seed++)
        {
            var cores = random.Next(1, 17);
            var runTime = 0.001 * Math.Pow(1000, random.NextDouble());
            var limit = new ConcurrencyLimit(cores, 4000, 16 * cores);
            check(cores, new SimulatedBox(cores, limit, seed) { RunTime = runTime });
        }
    }
}
