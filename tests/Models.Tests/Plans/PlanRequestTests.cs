using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Models.Tests.Plans;

public sealed class PlanRequestTests : IAsyncLifetime
{
    private readonly PlanBench bench = new();

    public async Task InitializeAsync() => await bench.StartAsync();

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task Start_WithEverythingWrong_NamesAllFaults()
    {
        var plan = new RolloutPlan
        {
            Version = "../x",
            Steps =
            {
                new PlanStep { Weight = 101, Duration = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(999)) },
                new PlanStep { Weight = -1, Duration = new Duration { Seconds = 1, Nanos = -1 } },
            },
            Gates = new PlanGates { MaxErrorRate = 1.1, MaxP99Ratio = 0.9, MaxDrift = double.NaN, MaxDisagreement = -0.1 },
        };

        var failure = await PlanBench.FailsAsync(ErrorReason.InvalidRequest, () => bench.Models.Steering.StartPlanAsync(new StartPlanRequest { Model = "iris", Plan = plan }).ResponseAsync);

        Assert.Equal(
            [
                "plan.version", "plan.steps[0].weight", "plan.steps[0].duration", "plan.steps[1].weight", "plan.steps[1].duration", "plan.steps[1].weight",
                "plan.gates.min_requests", "plan.gates.max_error_rate", "plan.gates.max_p99_ratio", "plan.gates.max_drift", "plan.gates.max_disagreement", "by", "why",
            ],
            failure.Faults.Select(f => f.Field));
        failure = await PlanBench.FailsAsync(ErrorReason.InvalidRequest, () => bench.Models.Steering.StartPlanAsync(new StartPlanRequest { Model = "iris", By = "ann", Why = "w" }).ResponseAsync);
        Assert.Equal(["plan.version", "plan.steps", "plan.gates.min_requests", "plan.gates"], failure.Faults.Select(f => f.Field));
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public async Task Start_AtTheLimitOfSteps_PassesAndOneMoreDoesNot(int steps, bool passes)
    {
        var begin = () => bench.BeginAsync([.. Enumerable.Range(1, steps)]);
        if (passes)
        {
            Assert.Equal(steps, (await begin()).Plan.Steps.Count);
            return;
        }

        await PlanBench.FailsAsync(ErrorReason.InvalidRequest, begin);
    }

    [Fact]
    public async Task Start_OfWhatCannotBe_HasItsReason()
    {
        await StartFailsAsync(ErrorReason.PlanNotFound, bench.ProgressAsync);
        await StartFailsAsync(ErrorReason.ModelVersionNotFound, () => StartAsync("9"));
        await StartFailsAsync(ErrorReason.Conflict, () => StartAsync("1"));
        await bench.Models.Steering.SetRolloutAsync(new SetRolloutRequest { Model = "iris", Rollout = new Rollout { Weights = { new VersionWeight { Version = "1", Weight = 100 } } }, By = "ann", Why = "w" });
        await StartFailsAsync(ErrorReason.Conflict, () => StartAsync("2"));
        await bench.Models.Steering.DeleteRolloutAsync(new DeleteRolloutRequest { Model = "iris", By = "ann", Why = "w" });
        bench.Folder.Write("iris/bad/no-model.txt", "z");
        await bench.UntilAsync(async () => (await bench.Models.Client.ListModelsAsync(new ListModelsRequest())).Models[0].Versions.Count == 3);
        await StartFailsAsync(ErrorReason.VersionNotOffered, () => StartAsync("bad"));
        File.Delete(Path.Combine(bench.Folder.Models, "iris", "aliases.yaml"));
        await bench.UntilAsync(async () => (await bench.Models.Client.ListModelsAsync(new ListModelsRequest())).Models[0].Aliases.Count == 0);
        await StartFailsAsync(ErrorReason.AliasNotFound, () => StartAsync("2"));
    }

    [Fact]
    public async Task ChangesByRequest_DuringAPlan_AreConflicts()
    {
        await bench.BeginAsync(10);
        var steering = bench.Models.Steering;
        var rollout = new Rollout { Weights = { new VersionWeight { Version = "1", Weight = 100 } } };

        await StartFailsAsync(ErrorReason.Conflict, () => StartAsync("2"));
        await StartFailsAsync(ErrorReason.Conflict, () => steering.SetRolloutAsync(new SetRolloutRequest { Model = "iris", Rollout = rollout, By = "ann", Why = "w" }).ResponseAsync);
        await StartFailsAsync(ErrorReason.Conflict, () => steering.DeleteRolloutAsync(new DeleteRolloutRequest { Model = "iris", By = "ann", Why = "w" }).ResponseAsync);
        await StartFailsAsync(ErrorReason.Conflict, () => steering.SetAliasAsync(new SetAliasRequest { Model = "iris", Alias = "champion", Version = "2", By = "ann", Why = "w" }).ResponseAsync);
        await StartFailsAsync(ErrorReason.Conflict, () => steering.DeleteAliasAsync(new DeleteAliasRequest { Model = "iris", Alias = "champion", By = "ann", Why = "w" }).ResponseAsync);
        await steering.SetAliasAsync(new SetAliasRequest { Model = "iris", Alias = "challenger", Version = "2", By = "ann", Why = "w" });
        await steering.AbortPlanAsync(new AbortPlanRequest { Model = "iris", By = "ann", Why = "w" });
        await steering.SetRolloutAsync(new SetRolloutRequest { Model = "iris", Rollout = rollout, By = "ann", Why = "w" });
    }

    [Fact]
    public async Task Report_ThatIsWrong_NamesAllFaults()
    {
        var report = new ReportMeasurementsRequest
        {
            Model = "/",
            Replica = "a b",
            Versions =
            {
                new VersionMeasurement
                {
                    Version = "",
                    Failed = -1,
                    Durations = { new long[217] },
                    Predictions = { Enumerable.Range(0, 9).Select(_ => new PredictionCounts { Kinds = { 2, 1 }, Counts = { 1, 1 } }) },
                },
            },
        };

        var failure = await PlanBench.FailsAsync(ErrorReason.InvalidRequest, () => bench.Models.Client.ReportMeasurementsAsync(report).ResponseAsync);

        Assert.Equal(
            ["model", "change", "replica", "versions[0].version", "versions[0].durations", "versions[0].predictions", "versions[0].predictions", "versions[0]"],
            failure.Faults.Select(f => f.Field));
    }

    [Fact]
    public async Task Reports_OfTooManyReplicas_AreRefused()
    {
        await bench.BeginAsync(10);
        for (var replica = 1; replica <= FedMl.Models.Plans.Measurements.MaxReplicas; replica++)
        {
            await bench.ReportAsync(PlanBench.Measured("1", 1), PlanBench.Measured("2", 1), $"r{replica}");
        }

        await PlanBench.FailsAsync(ErrorReason.Overloaded, () => bench.ReportAsync(PlanBench.Measured("1", 1), PlanBench.Measured("2", 1), "more"));
        await bench.ReportAsync(PlanBench.Measured("1", 2), PlanBench.Measured("2", 1), "r1");
        Assert.Equal(201, (await bench.ProgressAsync()).Numbers.StableRequests);
    }

    [Fact]
    public async Task Calls_WithoutAStateFolder_AreDisabled()
    {
        await using var models = await RunningModels.StartAsync(bench.Folder.Models);

        await StartFailsAsync(ErrorReason.Disabled, () => models.Steering.StartPlanAsync(PlanBench.Request(PlanBench.Plan(10))).ResponseAsync);
        await StartFailsAsync(ErrorReason.Disabled, () => models.Steering.GetPlanAsync(new GetPlanRequest { Model = "iris" }).ResponseAsync);
        await StartFailsAsync(ErrorReason.Disabled, () => models.Client.ReportMeasurementsAsync(new ReportMeasurementsRequest { Model = "iris", Replica = "a", Change = 1 }).ResponseAsync);
    }

    private Task<PlanProgress> StartAsync(string version)
    {
        var plan = PlanBench.Plan(10);
        plan.Version = version;
        return StartedAsync(plan);
    }

    private async Task<PlanProgress> StartedAsync(RolloutPlan plan) => (await bench.Models.Steering.StartPlanAsync(PlanBench.Request(plan))).Progress;

    private static async Task StartFailsAsync(ErrorReason reason, Func<Task> call) => await PlanBench.FailsAsync(reason, call);
}
