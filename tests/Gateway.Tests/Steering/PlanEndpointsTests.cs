using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Gateway.Tests.Steering;

public sealed class PlanEndpointsTests
{
    private const string Path = "/v1/models/iris/rollout/plan";
    private const string PlanJson = """{"version":"2","steps":[{"weight":0,"duration":"60s"},{"weight":10,"duration":"300s"}],"gates":{"minRequests":"500","maxErrorRate":0.01}}""";

    private static readonly RolloutPlan Plan = new()
    {
        Version = "2",
        Steps = { new PlanStep { Weight = 0, Duration = new Duration { Seconds = 60 } }, new PlanStep { Weight = 10, Duration = new Duration { Seconds = 300 } } },
        Gates = new PlanGates { MinRequests = 500, MaxErrorRate = 0.01 },
    };

    [Fact]
    public async Task StartAndGet_OverRest_AreTheCallsAndTheirAnswers()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<StartPlanRequest>(_ => new StartPlanResponse { Progress = Progress(PlanState.Running, new PlanNumbers()) });
        gateway.StandIn.On<GetPlanRequest>(_ => new GetPlanResponse { Progress = Progress(PlanState.Promoted, null) });

        var started = await (await gateway.SendAsync(HttpMethod.Put, Path, $$"""{"plan":{{PlanJson}},"by":"ann","why":"w","model":"other"}""")).JsonAsync(200);
        var got = await (await gateway.GetAsync(Path)).JsonAsync(200);

        Assert.Equal(new StartPlanRequest { Model = "iris", Plan = Plan, By = "ann", Why = "w" }, gateway.StandIn.Single<StartPlanRequest>());
        started.IsJson($$$$"""{"progress":{"plan":{{{{PlanJson}}}},"stable":"1","state":"PLAN_STATE_RUNNING","step":1,"stepBegan":"1970-01-01T00:00:00Z","verdict":"v","numbers":{"requests":"0","stableRequests":"0","errorRate":0,"stableErrorRate":0}}}""");
        got.IsJson($$$$"""{"progress":{"plan":{{{{PlanJson}}}},"stable":"1","state":"PLAN_STATE_PROMOTED","step":1,"stepBegan":"1970-01-01T00:00:00Z","verdict":"v"}}""");
    }

    [Fact]
    public async Task PauseResumeAndAbort_OverRest_AreTheCallsAndTheirAnswers()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<PausePlanRequest>(_ => new PausePlanResponse { Progress = Progress(PlanState.Paused, new PlanNumbers()) });
        gateway.StandIn.On<ResumePlanRequest>(_ => new ResumePlanResponse { Progress = Progress(PlanState.Running, new PlanNumbers()) });
        gateway.StandIn.On<AbortPlanRequest>(_ => new AbortPlanResponse { Progress = Progress(PlanState.Aborted, null) });
        const string Body = """{"by":"ann","why":"w"}""";

        var paused = await (await gateway.PostAsync(Path + ":pause", Body)).JsonAsync(200);
        await (await gateway.PostAsync(Path + ":resume", Body)).JsonAsync(200);
        await (await gateway.SendAsync(HttpMethod.Delete, Path, Body)).JsonAsync(200);

        Assert.Equal("PLAN_STATE_PAUSED", (string?)paused["progress"]!["state"]);
        Assert.Equal(new PausePlanRequest { Model = "iris", By = "ann", Why = "w" }, gateway.StandIn.Single<PausePlanRequest>());
        Assert.Equal("iris", gateway.StandIn.Single<ResumePlanRequest>().Model);
        Assert.Equal("iris", gateway.StandIn.Single<AbortPlanRequest>().Model);
    }

    [Theory]
    [InlineData(ErrorReason.PlanNotFound, 404)]
    [InlineData(ErrorReason.Conflict, 409)]
    public async Task Pause_ThatModelsRefuses_TellsTheReason(ErrorReason reason, int status)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Fail<PausePlanRequest>(() => RpcErrors.ToRpcException(new ServiceException(reason, "no")));

        var answer = await (await gateway.PostAsync(Path + ":pause", """{"by":"ann","why":"w"}""")).JsonAsync(status);

        Assert.Equal(ErrorCatalogue.Of(reason).Name, (string?)answer["reason"]);
    }

    private static PlanProgress Progress(PlanState state, PlanNumbers? numbers) =>
        new() { Plan = Plan, Stable = "1", State = state, Step = 1, StepBegan = new Timestamp(), Verdict = "v", Numbers = numbers };
}
