using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.Models.Steering;

public sealed class RolloutGrpcTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
    private RunningModels models = null!;

    public async Task InitializeAsync()
    {
        foreach (var version in Enumerable.Range(1, 11))
        {
            folder.Write($"iris/{version}/model.onnx", $"{version}");
        }

        folder.Write("iris/bad/no-model.txt", "z");
        models = await RunningModels.StartAsync(folder.Models, null, "--Models:StateFolder", folder.Elsewhere, "--Models:RereadMilliseconds", "50");
        using var watch = models.Client.WatchModels(new WatchModelsRequest(), cancellationToken: patience.Token);
        Assert.True(await watch.ResponseStream.MoveNext(patience.Token));
    }

    public async Task DisposeAsync()
    {
        await models.DisposeAsync();
        folder.Dispose();
        patience.Dispose();
    }

    [Fact]
    public async Task SetChangeAndEnd_AreInForceToldToWatchersAndOnRecord()
    {
        using var watch = models.Client.WatchModels(new WatchModelsRequest(), cancellationToken: patience.Token);
        Assert.True(await watch.ResponseStream.MoveNext(patience.Token));

        var first = await SetAsync(Of("3", ("1", 90), ("2", 10)), fromChange: 0);
        Assert.Equal((1, "rollout", "", "1:90 2:10 shadow 3"), (first.Number, first.Subject, first.From, first.To));
        var told = (await NextAsync(watch)).Changed.Rollout;
        Assert.Equal(told, (await models.Steering.GetRolloutAsync(new GetRolloutRequest { Model = "iris" })).Rollout);
        Assert.Equal([90, 10], told.Weights.Select(w => w.Weight));
        Assert.Equal(("3", 1), (told.Shadow, told.Change));

        var second = await SetAsync(Of("", ("1", 50), ("2", 50)), fromChange: 1);
        Assert.Equal(("1:90 2:10 shadow 3", "1:50 2:50"), (second.From, second.To));
        Assert.Equal(2, (await NextAsync(watch)).Changed.Rollout.Change);

        await models.Steering.DeleteRolloutAsync(new DeleteRolloutRequest { Model = "iris", By = "ann", Why = "enough" });
        Assert.Null((await NextAsync(watch)).Changed.Rollout);
        await FailsAsync(ErrorReason.RolloutNotFound, () => models.Steering.GetRolloutAsync(new GetRolloutRequest { Model = "iris" }).ResponseAsync);
        await FailsAsync(ErrorReason.RolloutNotFound, () => models.Steering.DeleteRolloutAsync(new DeleteRolloutRequest { Model = "iris", By = "ann", Why = "enough" }).ResponseAsync);
    }

    [Fact]
    public async Task Set_WithEverythingWrong_NamesAllFaults()
    {
        var rollout = Of("../x", ("1", 0), ("1", 101), ("a/b", 3));

        var failure = await FailsAsync(ErrorReason.InvalidRequest, () => SetAsync(rollout));

        Assert.Equal(
            ["rollout.weights[0].weight", "rollout.weights[1].weight", "rollout.weights[2].version", "rollout.weights", "rollout.weights", "rollout.shadow"],
            failure.Faults.Select(f => f.Field));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    [InlineData(0, false)]
    public async Task Set_AtTheLimitOfVersions_PassesAndOneMoreDoesNot(int versions, bool passes)
    {
        var rollout = Of("", [.. Enumerable.Range(1, versions).Select(i => ($"{i}", i == 1 ? 101 - versions : 1))]);

        if (passes)
        {
            await SetAsync(rollout);
        }
        else
        {
            await FailsAsync(ErrorReason.InvalidRequest, () => SetAsync(rollout));
        }
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public async Task Set_WhoseSharesDoNotAddUp_IsInvalid(int sum) =>
        await FailsAsync(ErrorReason.InvalidRequest, () => SetAsync(Of("", ("1", 50), ("2", sum - 50))));

    [Fact]
    public async Task Set_OfWhatIsNotThere_HasItsReason()
    {
        await FailsAsync(ErrorReason.ModelVersionNotFound, () => SetAsync(Of("", ("1", 50), ("99", 50))));
        await FailsAsync(ErrorReason.VersionNotOffered, () => SetAsync(Of("bad", ("1", 100))));
        await FailsAsync(ErrorReason.InvalidRequest, () => SetAsync(Of("1", ("1", 100))));
        await FailsAsync(ErrorReason.Conflict, () => SetAsync(Of("", ("1", 100)), fromChange: 4));
        await FailsAsync(ErrorReason.RolloutNotFound, () => models.Steering.GetRolloutAsync(new GetRolloutRequest { Model = "iris" }).ResponseAsync);
    }

    [Fact]
    public async Task Rollout_OneOfWhoseVersionsIsGone_IsNotInForceAndComesBackWithIt()
    {
        await SetAsync(Of("", ("1", 50), ("2", 50)));
        using var watch = models.Client.WatchModels(new WatchModelsRequest(), cancellationToken: patience.Token);
        Assert.NotNull((await NextAsync(watch)).Snapshot.Models[0].Rollout);

        var aside = Path.Combine(folder.Elsewhere, "aside");
        Directory.Move(Path.Combine(folder.Models, "iris", "2"), aside);
        Assert.Null((await NextAsync(watch)).Changed.Rollout);

        Directory.Move(aside, Path.Combine(folder.Models, "iris", "2"));
        Assert.NotNull((await NextAsync(watch)).Changed.Rollout);
    }

    private static Protos.Models.V1.Rollout Of(string shadow, params (string Version, int Weight)[] weights) =>
        new() { Shadow = shadow, Weights = { weights.Select(w => new Protos.Models.V1.VersionWeight { Version = w.Version, Weight = w.Weight }) } };

    private async Task<Protos.Models.V1.Change> SetAsync(Protos.Models.V1.Rollout rollout, int? fromChange = null)
    {
        var request = new SetRolloutRequest { Model = "iris", Rollout = rollout, By = "ann", Why = "a canary" };
        if (fromChange is { } from)
        {
            request.FromChange = from;
        }

        return (await models.Steering.SetRolloutAsync(request)).Change;
    }

    private static async Task<ServiceException> FailsAsync(ErrorReason reason, Func<Task> call)
    {
        var failure = RpcErrors.FromRpcException(await Assert.ThrowsAsync<RpcException>(call), "Models");
        Assert.Equal(reason, failure.Reason);
        return failure;
    }

    private async Task<WatchModelsResponse> NextAsync(AsyncServerStreamingCall<WatchModelsResponse> watch)
    {
        do
        {
            Assert.True(await watch.ResponseStream.MoveNext(patience.Token));
        }
        while (watch.ResponseStream.Current.EventCase == WatchModelsResponse.EventOneofCase.Heartbeat);

        return watch.ResponseStream.Current;
    }
}
