using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using Prometheus;

namespace FedMl.Models.Tests.Plans;

public sealed class PlanGrpcTests : IAsyncLifetime
{
    private readonly PlanBench bench = new();

    public async Task InitializeAsync() => await bench.StartAsync();

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task Plan_WhoseGatesHold_GoesStepByStepAndPromotes_AllOnRecord()
    {
        var first = await bench.BeginAsync(0, 10, 100);
        Assert.Equal((1, PlanState.Running, "1"), (first.Step, first.State, first.Stable));
        Assert.Equal(PlanBench.Plan(0, 10, 100), first.Plan);
        var rollout = await bench.RolloutAsync();
        Assert.Equal(("2", 100, "1", true), (rollout.Shadow, rollout.Weights[0].Weight, rollout.Weights[0].Version, rollout.Planned));

        await bench.ReportGoodAsync(250);
        await bench.RunAsync(5);
        Assert.Equal((1, 250), ((await bench.ProgressAsync()).Step, (await bench.ProgressAsync()).Numbers.Requests));
        bench.Time.Advance(PlanBench.Step);
        await bench.UntilStepAsync(2);
        Assert.Equal([("1", 90), ("2", 10)], (await bench.RolloutAsync()).Weights.Select(w => (w.Version, w.Weight)));
        Assert.Equal(0, (await bench.ProgressAsync()).Numbers.Requests);

        bench.Time.Advance(PlanBench.Step);
        await bench.RunAsync(5);
        Assert.StartsWith("it needs 100 requests; 0 requests", (await bench.ProgressAsync()).Verdict, StringComparison.Ordinal);
        await bench.ReportGoodAsync();
        await bench.UntilStepAsync(3);
        Assert.Equal([("2", 100)], (await bench.RolloutAsync()).Weights.Select(w => (w.Version, w.Weight)));

        await bench.ReportAsync(PlanBench.Measured("1", 0), PlanBench.Measured("2", 120));
        bench.Time.Advance(PlanBench.Step);
        await bench.UntilStateAsync(PlanState.Promoted);
        Assert.Equal("2", await bench.ChampionAsync());
        await PlanBench.FailsAsync(ErrorReason.RolloutNotFound, bench.RolloutAsync);
        Assert.Null((await bench.ProgressAsync()).Numbers);

        const string Good = "100 requests (stable 100), error rate 0 (stable 0), p99 ratio 1, drift 0";
        const string Last = "120 requests (stable 0), error rate 0 (stable 0)";
        Assert.Equal(
            [
                ("ann", "plan", "", "version 2: 0 % for 3600 s, 10 % for 3600 s, 100 % for 3600 s; at least 100 requests, error rate up to 0.01, p99 ratio up to 2, drift up to 0.2, disagreement up to 0.05", "a better one"),
                ("ann", "rollout", "", "1:100 shadow 2", "a better one"),
                ("plan", "rollout", "1:100 shadow 2", "1:90 2:10", "step 2 of 3: 250 requests (stable 250), error rate 0 (stable 0), disagreement 0"),
                ("plan", "rollout", "1:90 2:10", "2:100", $"step 3 of 3: {Good}"),
                ("plan", "alias champion", "1", "2", Last),
                ("plan", "rollout", "2:100", "", Last),
                ("plan", "plan", "running", "promoted", Last),
            ],
            (await bench.ChangesAsync()).Reverse().Select(c => (c.By, c.Subject, c.From, c.To, c.Why)));
    }

    [Theory]
    [InlineData(10, "error rate 0.0291 is more than 0.01 above the stable version's")]
    [InlineData(20, "p99 ratio 4 is more than 2")]
    [InlineData(30, "drift")]
    [InlineData(0, "disagreement 0.0654 is more than 0.05")]
    public async Task Plan_WhoseGateBreaks_RollsBackAtOnce_AndSaysWhy(int weight, string why)
    {
        await bench.BeginAsync(weight, 100);
        var version = weight switch
        {
            10 => PlanBench.Measured("2", 100, failed: 3),
            20 => PlanBench.Measured("2", 100, duration: 96),
            30 => PlanBench.Measured("2", 100, kind: 6),
            _ => new VersionMeasurement { Version = "2", ShadowSame = 100, ShadowDifferent = 7 },
        };

        await bench.ReportAsync(PlanBench.Measured("1", 100), version);
        await bench.UntilStateAsync(PlanState.RolledBack);

        Assert.StartsWith(why, (await bench.ProgressAsync()).Verdict, StringComparison.Ordinal);
        Assert.Equal("1", await bench.ChampionAsync());
        await PlanBench.FailsAsync(ErrorReason.RolloutNotFound, bench.RolloutAsync);
        var last = (await bench.ChangesAsync())[0];
        Assert.Equal(("plan", "plan", "running", "rolled back"), (last.By, last.Subject, last.From, last.To));
        Assert.StartsWith(why, last.Why, StringComparison.Ordinal);
        Assert.Contains(" requests (stable 100)", last.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_OfAllReplicas_AddUp_TheLastOfEachCounts_AndThoseOfAnotherStepDoNot()
    {
        await bench.BeginAsync(10);
        await bench.ReportAsync(PlanBench.Measured("1", 10), PlanBench.Measured("2", 1), "a");
        await bench.ReportAsync(PlanBench.Measured("1", 20), PlanBench.Measured("2", 3), "a");
        await bench.ReportAsync(PlanBench.Measured("1", 5), PlanBench.Measured("2", 4), "b");
        await bench.Models.Client.ReportMeasurementsAsync(new ReportMeasurementsRequest { Replica = "c", Model = "iris", Change = 1, Versions = { PlanBench.Measured("2", 900) } });

        var numbers = (await bench.ProgressAsync()).Numbers;

        Assert.Equal((7, 25), (numbers.Requests, numbers.StableRequests));
    }

    [Fact]
    public async Task Measurements_ThatAreBroken_AreReportedAgain()
    {
        await bench.BeginAsync(10);
        await bench.ReportGoodAsync();
        var file = Path.Combine(bench.Folder.Elsewhere, "local", "measurements", "iris.record");
        await File.WriteAllTextAsync(file, "7\nno message");
        Assert.Equal(0, (await bench.ProgressAsync()).Numbers.Requests);

        await bench.ReportGoodAsync(120);

        Assert.Equal(120, (await bench.ProgressAsync()).Numbers.Requests);
    }

    [Fact]
    public async Task Restart_GoesOnWhereItWas()
    {
        await bench.BeginAsync(10, 100);
        await bench.ReportGoodAsync();
        bench.Time.Advance(PlanBench.Step / 2);
        var before = await bench.ProgressAsync();
        await bench.StopAsync();
        await bench.StartAsync();

        var after = await bench.ProgressAsync();
        Assert.Equal((before.Numbers, before.StepBegan, 1), (after.Numbers, after.StepBegan, after.Step));
        bench.Time.Advance(PlanBench.Step / 2);
        await bench.UntilStepAsync(2);
    }

    [Fact]
    public async Task Replicas_ThatJudgeAtTheSameTime_MoveOnce()
    {
        await bench.StartAsync();
        await bench.BeginAsync(10, 20, 30);
        await bench.ReportGoodAsync();
        bench.Time.Advance(PlanBench.Step);
        await bench.UntilStepAsync(2);
        await bench.RunAsync(10);

        Assert.Equal(2, (await bench.ProgressAsync()).Step);
        Assert.Single(await bench.ChangesAsync(), c => c.Why.StartsWith("step 2 of 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pause_KeepsTheStep_AndItsTime()
    {
        await bench.BeginAsync(10, 100);
        await bench.ReportGoodAsync();
        await bench.Models.Steering.PausePlanAsync(new PausePlanRequest { Model = "iris", By = "ann", Why = "a look" });
        bench.Time.Advance(10 * PlanBench.Step);
        await bench.RunAsync(5);
        var paused = await bench.ProgressAsync();
        Assert.Equal((1, PlanState.Paused), (paused.Step, paused.State));
        await PlanBench.FailsAsync(ErrorReason.Conflict, () => bench.Models.Steering.PausePlanAsync(new PausePlanRequest { Model = "iris", By = "ann", Why = "again" }).ResponseAsync);

        await bench.Models.Steering.ResumePlanAsync(new ResumePlanRequest { Model = "iris", By = "ann", Why = "good" });
        await bench.RunAsync(5);
        Assert.Equal((1, PlanState.Running), ((await bench.ProgressAsync()).Step, (await bench.ProgressAsync()).State));
        bench.Time.Advance(PlanBench.Step);
        await bench.UntilStepAsync(2);
        Assert.Contains(await bench.ChangesAsync(), c => (c.From, c.To, c.Why) == ("paused", "running", "good"));
        await PlanBench.FailsAsync(ErrorReason.Conflict, () => bench.Models.Steering.ResumePlanAsync(new ResumePlanRequest { Model = "iris", By = "ann", Why = "again" }).ResponseAsync);
    }

    [Fact]
    public async Task Abort_LeavesAllToTheStableVersion()
    {
        await bench.BeginAsync(50);
        var aborted = (await bench.Models.Steering.AbortPlanAsync(new AbortPlanRequest { Model = "iris", By = "bob", Why = "no" })).Progress;

        Assert.Equal((PlanState.Aborted, "no"), (aborted.State, aborted.Verdict));
        Assert.Equal("1", await bench.ChampionAsync());
        await PlanBench.FailsAsync(ErrorReason.RolloutNotFound, bench.RolloutAsync);
        await PlanBench.FailsAsync(ErrorReason.Conflict, () => bench.Models.Steering.AbortPlanAsync(new AbortPlanRequest { Model = "iris", By = "bob", Why = "no" }).ResponseAsync);
    }

    [Fact]
    public async Task Version_ThatIsGone_RollsBackAfterAMinute()
    {
        await bench.BeginAsync(50);
        Directory.Delete(Path.Combine(bench.Folder.Models, "iris", "2"), recursive: true);
        await bench.RunAsync(30);
        Assert.Equal(PlanState.Running, (await bench.ProgressAsync()).State);

        await bench.UntilStateAsync(PlanState.RolledBack);

        Assert.StartsWith("version 2 is no longer offered", (await bench.ProgressAsync()).Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Champion_ThatTheRegistryMoves_RollsBackAfterAMinute()
    {
        await bench.BeginAsync(50);
        bench.Folder.Write("iris/aliases.yaml", "champion: \"2\"");

        await bench.UntilStateAsync(PlanState.RolledBack);

        Assert.StartsWith("alias champion no longer stands for version 1", (await bench.ProgressAsync()).Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_TellDecisionsAndTheStep()
    {
        await bench.BeginAsync(50);
        await bench.ReportGoodAsync();
        await bench.RunAsync(3);
        using var stream = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(stream);
        var text = System.Text.Encoding.UTF8.GetString(stream.ToArray());

        Assert.Contains("fedml_plan_decisions_total{model=\"iris\",decision=\"started\"}", text, StringComparison.Ordinal);
        Assert.Contains("fedml_plan_step{model=\"iris\"} ", text, StringComparison.Ordinal);
        Assert.Contains("fedml_plan_numbers{model=\"iris\",number=\"drift\"} ", text, StringComparison.Ordinal);
    }
}
