namespace FedMl.ScoringEngine.Tests.Admission;

public sealed class SimulatedOverloadTests
{
    [Fact]
    public void Overload_GoodputStays_TheWaitIsBounded_AndMostAreRefusedAtOnce() => ForHostsOfAllKinds((host, scale, name) =>
    {
        foreach (var load in new[] { 2.0, 10.0 })
        {
            var patience = 10 * scale;
            var outcome = host.Offer(load * host.Capacity, 100 * scale, patience);
            var goodput = outcome.GoodputWithin(patience) / host.Capacity;
            Assert.True(goodput >= 0.9, $"{name} at {load} ×: goodput {goodput:P1}");
            Assert.Equal(0, outcome.Latencies.Count(l => l > patience));
            var atOnce = outcome.RefusedAfter.Count(t => t == 0) / (double)outcome.RefusedAfter.Count;
            Assert.True(atOnce >= 0.8, $"{name} at {load} ×: {atOnce:P0} of {outcome.RefusedAfter.Count} refused at once");
        }
    });

    [Fact]
    public void NoOverload_RefusesNobody() => ForHostsOfAllKinds((host, scale, name) =>
    {
        var outcome = host.Offer(0.6 * host.Capacity, 100 * scale, 100 * scale);
        Assert.Empty(outcome.RefusedAfter);
    });

    [Fact]
    public void AfterAnOverload_RefusesNobody() => ForHostsOfAllKinds((host, scale, name) =>
    {
        host.Offer(10 * host.Capacity, 50 * scale, 1000 * scale);
        var outcome = host.Offer(0.6 * host.Capacity, 100 * scale, 1000 * scale);
        Assert.Empty(outcome.RefusedAfter);
    });

    // Scale: the time that a run may wait, and what takes longer is overload.
    private static void ForHostsOfAllKinds(Action<SimulatedHost, double, string> check)
    {
        var random = new Random(3);
        for (var seed = 0; seed < 20; seed++)
        {
            var cores = random.Next(1, 9);
            var runTime = 0.002 * Math.Pow(500, random.NextDouble());
            using var host = new SimulatedHost(cores, runTime, seed);
            check(host, Math.Max(0.1, runTime), $"{cores} cores, runs of {runTime * 1000:F1} ms");
        }
    }
}
