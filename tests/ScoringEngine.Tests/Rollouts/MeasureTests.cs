using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Rollouts;
using Grpc.Core;

namespace FedMl.ScoringEngine.Tests.Rollouts;

public sealed class MeasureTests
{
    [Fact]
    public async Task PlannedRollout_IsCountedByVersion_AndReported_UntilItEnds()
    {
        await using var host = await StartAsync(Planned(3, "", ("1", 50), ("2", 50)), Weighted.Files(2));
        await host.UntilStateAsync("m", "2", ModelState.Ready);
        var answered = new Dictionary<string, int> { ["1"] = 0, ["2"] = 0 };
        for (var i = 0; i < 40; i++)
        {
            answered[(await host.Scoring.ScoreAsync(Request(3))).Version]++;
        }

        // Fails after the version is chosen, whichever it is.
        var wrong = Request(3);
        wrong.Records.Columns.RemoveAt(0);
        await Assert.ThrowsAsync<RpcException>(() => host.Scoring.ScoreAsync(wrong).ResponseAsync);
        var report = await ReportAsync(host, r => r.Versions.Sum(v => v.Answered) == 40 && r.Versions.Sum(v => v.Failed) == 1);

        Assert.Equal(("m", 3), (report.Model, report.Change));
        Assert.Equal(["1", "2"], report.Versions.Select(v => v.Version).Order());
        foreach (var version in report.Versions)
        {
            var factor = version.Version == "1" ? 1 : 2;
            Assert.Equal(answered[version.Version], version.Answered);
            Assert.Equal(answered[version.Version], version.Durations.Sum());
            var predictions = Assert.Single(version.Predictions);
            Assert.Equal(("score", 0), (predictions.Output, predictions.Column));
            Assert.Equal([PredictionKind.Of(3.0 * factor)], predictions.Kinds);
            Assert.Equal([answered[version.Version]], predictions.Counts);
        }

        host.Registry.SetRollout("m", Planned(4, "", ("1", 90), ("2", 10)));
        var next = await ReportAsync(host, r => r.Change == 4);
        Assert.Equal(report.Replica, next.Replica);
        Assert.Equal(0, next.Versions.Sum(v => v.Answered));

        host.Registry.SetRollout("m", null);
        await RunningScoring.UntilAsync(async () => (await host.StatusAsync("m", "1"))!.Weight == 100);
        await host.Scoring.ScoreAsync(Request(3));
        Assert.DoesNotContain(host.Registry.Reported, r => r.Change == 4 && r.Versions.Sum(v => v.Answered) > 0);
    }

    [Fact]
    public async Task PlannedShadow_IsCountedAsWhatItIs()
    {
        await using var host = await StartAsync(Planned(7, "2", ("1", 100)), Weighted.Files(2));
        await host.UntilStateAsync("m", "2", ModelState.Ready);

        // 2 × 0 is 1 × 0, but 2 × 3 is not 1 × 3.
        await host.Scoring.ScoreAsync(Request(0));
        await host.Scoring.ScoreAsync(Request(3));
        await host.Scoring.ScoreAsync(Request(3));
        var report = await ReportAsync(host, r => r.Versions.Any(v => v.ShadowSame + v.ShadowDifferent == 3));

        var shadow = report.Versions.Single(v => v.Version == "2");
        Assert.Equal((1, 2, 0, 0), (shadow.ShadowSame, shadow.ShadowDifferent, shadow.ShadowFailed, shadow.Answered));
        Assert.Equal(3, report.Versions.Single(v => v.Version == "1").Answered);
    }

    [Fact]
    public async Task RolloutByRequest_IsNotReported()
    {
        var rollout = Planned(5, "", ("1", 50), ("2", 50));
        rollout.Planned = false;
        await using var host = await StartAsync(rollout, Weighted.Files(2));
        await host.UntilStateAsync("m", "2", ModelState.Ready);
        await host.Scoring.ScoreAsync(Request(3));

        host.Registry.SetRollout("m", Planned(6, "", ("1", 50), ("2", 50)));
        await ReportAsync(host, r => r.Change == 6);
        Assert.DoesNotContain(host.Registry.Reported, r => r.Change == 5);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1023, 0)]
    [InlineData(1024, 0)]
    [InlineData(1151, 0)]
    [InlineData(1152, 1)]
    [InlineData(2047, 7)]
    [InlineData(2048, 8)]
    [InlineData(1_179_648, 81)]
    [InlineData(long.MaxValue, 215)]
    public void Durations_HaveEightEntriesEachTimeTheyDouble(long nanoseconds, int entry) => Assert.Equal(entry, DurationCounts.EntryOf(nanoseconds));

    [Fact]
    public void Kinds_OfNumbers_AreInTheirOrder_AndEqualOnesHaveTheSame()
    {
        double[] ascending = [double.NegativeInfinity, -1e30, -2, -1.5, -1, -1e-5, 0, 1e-5, 0.5, 0.54, 0.97, 1, 2, 3, 17, 1e9, 1e30, double.NaN];
        var kinds = ascending.Select(PredictionKind.Of).ToList();

        Assert.Equal(kinds.Order(), kinds);
        Assert.Equal(ascending.Length - 1, kinds.Distinct().Count());
        Assert.Equal(PredictionKind.Of(0.0), PredictionKind.Of(-0.0));
        Assert.InRange(kinds[0], -PredictionKind.Most, PredictionKind.Most);
    }

    private static Task<RunningScoring> StartAsync(Rollout rollout, (string, byte[])[] second) => RunningScoring.StartAsync(
        r =>
        {
            r.Publish("m", "1", Weighted.Files(1));
            r.Publish("m", "2", second);
            r.SetAlias("m", "champion", "1");
            r.SetRollout("m", rollout);
        },
        "--ScoringEngine:ReportMilliseconds",
        "50");

    private static Rollout Planned(int change, string shadow, params (string Version, int Weight)[] weights) =>
        new() { Change = change, Planned = true, Shadow = shadow, Weights = { weights.Select(w => new VersionWeight { Version = w.Version, Weight = w.Weight }) } };

    private static ScoreRequest Request(double a)
    {
        var request = Weighted.Records("", Weighted.Doubles("a", a), Weighted.Doubles("b", 0));
        request.ClearVersion();
        return request;
    }

    private static async Task<ReportMeasurementsRequest> ReportAsync(RunningScoring host, Predicate<ReportMeasurementsRequest> wanted)
    {
        await RunningScoring.UntilAsync(() => Task.FromResult(host.Registry.Reported.Any(r => wanted(r))));
        return host.Registry.Reported.First(r => wanted(r));
    }
}
