using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.Models.Tests.Plans;

/// <summary>The service over versions 1 (the champion) and 2 of a model, with a clock that the test moves.</summary>
internal sealed class PlanBench : IAsyncDisposable
{
    public static readonly TimeSpan Step = TimeSpan.FromHours(1);

    private readonly List<RunningModels> started = [];

    public PlanBench()
    {
        foreach (var version in new[] { "1", "2" })
        {
            Folder.Write($"iris/{version}/model.onnx", version);
        }

        Folder.Write("iris/aliases.yaml", "champion: \"1\"");
    }

    public TempFolder Folder { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public RunningModels Models => started[^1];

    /// <summary>Starts a replica; the one that was started last is asked.</summary>
    public async Task<RunningModels> StartAsync()
    {
        var models = await RunningModels.StartAsync(Folder.Models, Time, "--Models:StateFolder", Folder.Elsewhere);
        started.Add(models);
        await UntilAsync(async () =>
        {
            try
            {
                return (await models.Client.ListModelsAsync(new ListModelsRequest())).Models.Count > 0;
            }
            catch (RpcException exception) when (exception.StatusCode == Grpc.Core.StatusCode.Unavailable)
            {
                return false;
            }
        });
        return models;
    }

    public async Task StopAsync()
    {
        await Models.DisposeAsync();
        started.RemoveAt(started.Count - 1);
    }

    /// <summary>Lets the clock run, by less than a step in all, until something is so.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 1500; i++)
        {
            if (await condition())
            {
                return;
            }

            await RunAsync(1);
        }

        Assert.Fail("What was waited for did not come.");
    }

    /// <summary>Lets the clock run so many seconds, with all that belongs to them.</summary>
    public async Task RunAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20);
        }
    }

    public static RolloutPlan Plan(params int[] weights) => new()
    {
        Version = "2",
        Steps = { weights.Select(w => new PlanStep { Weight = w, Duration = Duration.FromTimeSpan(Step) }) },
        Gates = new PlanGates { MinRequests = 100, MaxErrorRate = 0.01, MaxP99Ratio = 2, MaxDrift = 0.2, MaxDisagreement = 0.05 },
    };

    public async Task<PlanProgress> BeginAsync(params int[] weights) => (await Models.Steering.StartPlanAsync(Request(Plan(weights)))).Progress;

    public static StartPlanRequest Request(RolloutPlan plan) => new() { Model = "iris", Plan = plan, By = "ann", Why = "a better one" };

    public async Task<PlanProgress> ProgressAsync() => (await Models.Steering.GetPlanAsync(new GetPlanRequest { Model = "iris" })).Progress;

    public async Task<Rollout> RolloutAsync() => (await Models.Steering.GetRolloutAsync(new GetRolloutRequest { Model = "iris" })).Rollout;

    public async Task<string> ChampionAsync() => (await Models.Client.ResolveAliasAsync(new ResolveAliasRequest { Model = "iris", Alias = "champion" })).Version;

    public async Task<IReadOnlyList<Change>> ChangesAsync() => (await Models.Steering.ListChangesAsync(new ListChangesRequest { Model = "iris" })).Changes;

    public Task UntilStepAsync(int step) => UntilAsync(async () => (await ProgressAsync()).Step == step);

    public Task UntilStateAsync(PlanState state) => UntilAsync(async () => (await ProgressAsync()).State == state);

    /// <summary>What a process that scores reports of the present step.</summary>
    public async Task ReportAsync(VersionMeasurement stable, VersionMeasurement version, string replica = "a") => await Models.Client.ReportMeasurementsAsync(
        new ReportMeasurementsRequest { Replica = replica, Model = "iris", Change = (await RolloutAsync()).Change, Versions = { stable, version } });

    /// <summary>So many good answers of both versions.</summary>
    public Task ReportGoodAsync(int requests = 100) => ReportAsync(Measured("1", requests), Measured("2", requests));

    public static VersionMeasurement Measured(string version, long answered, long failed = 0, int duration = 80, int kind = 5) => new()
    {
        Version = version,
        Answered = answered,
        Failed = failed,
        Durations = { Enumerable.Range(0, 216).Select(i => i == duration ? answered : 0) },
        Predictions = { new PredictionCounts { Output = "score", Kinds = { kind }, Counts = { answered } } },
        ShadowSame = answered,
    };

    public static async Task<ServiceException> FailsAsync(ErrorReason reason, Func<Task> call)
    {
        var failure = RpcErrors.FromRpcException(await Assert.ThrowsAsync<RpcException>(call), "Models");
        Assert.Equal(reason, failure.Reason);
        return failure;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var models in started)
        {
            await models.DisposeAsync();
        }

        Folder.Dispose();
    }
}
