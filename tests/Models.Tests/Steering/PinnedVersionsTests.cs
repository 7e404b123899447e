using FedMl.Protos.Models.V1;
using Grpc.Core;

namespace FedMl.Models.Steering;

/// <summary>What a request has made something of stays, however many versions come after it, and over a restart.</summary>
public sealed class PinnedVersionsTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));

    public PinnedVersionsTests()
    {
        folder.Write("iris/1/model.onnx", "1");
        folder.Write("iris/2/model.onnx", "2");
        folder.Write("iris/aliases.yaml", "champion: \"2\"");
    }

    public void Dispose()
    {
        folder.Dispose();
        patience.Dispose();
    }

    [Theory]
    [InlineData("alias")]
    [InlineData("rollout")]
    [InlineData("plan")]
    public async Task Version_PinnedByRequest_IsNotPushedOverTheLimit(string by)
    {
        await using (var models = await StartAsync())
        {
            await UntilListedAsync(models, "1", "2");
            await PinAsync(models, by);
            folder.Write("iris/3/model.onnx", "3");
            folder.Write("iris/4/model.onnx", "4");
            await UntilListedAsync(models, "1", "2", "4");
        }

        await using (var models = await StartAsync())
        {
            using var watch = models.Client.WatchModels(new WatchModelsRequest(), cancellationToken: patience.Token);
            Assert.True(await watch.ResponseStream.MoveNext(patience.Token));
            Assert.Equal(["1", "2", "4"], watch.ResponseStream.Current.Snapshot.Models[0].Versions.Select(v => v.Version));
        }
    }

    [Fact]
    public async Task Version_NobodyPinned_IsPushedOverTheLimit()
    {
        await using var models = await StartAsync();
        await UntilListedAsync(models, "1", "2");
        folder.Write("iris/3/model.onnx", "3");
        folder.Write("iris/4/model.onnx", "4");

        await UntilListedAsync(models, "2", "3", "4");
    }

    private static async Task PinAsync(RunningModels models, string by)
    {
        var steering = models.Steering;
        if (by == "alias")
        {
            await steering.SetAliasAsync(new SetAliasRequest { Model = "iris", Alias = "fallback", Version = "1", By = "ann", Why = "w" });
        }
        else if (by == "rollout")
        {
            var weights = new[] { new Protos.Models.V1.VersionWeight { Version = "2", Weight = 90 }, new Protos.Models.V1.VersionWeight { Version = "1", Weight = 10 } };
            await steering.SetRolloutAsync(new SetRolloutRequest { Model = "iris", Rollout = new Protos.Models.V1.Rollout { Weights = { weights } }, By = "ann", Why = "w" });
        }
        else
        {
            var plan = Tests.Plans.PlanBench.Plan(10);
            plan.Version = "1";
            await steering.StartPlanAsync(Tests.Plans.PlanBench.Request(plan));
        }
    }

    private Task<RunningModels> StartAsync() =>
        RunningModels.StartAsync(folder.Models, null, "--Models:StateFolder", folder.Elsewhere, "--Models:MaxVersionsPerModel", "3", "--Models:RescanMilliseconds", "100");

    private async Task UntilListedAsync(RunningModels models, params string[] versions)
    {
        string[] listed = [];
        while (!patience.IsCancellationRequested && !listed.SequenceEqual(versions))
        {
            await Task.Delay(20);
            try
            {
                listed = [.. (await models.Client.ListModelsAsync(new ListModelsRequest())).Models.SelectMany(m => m.Versions).Select(v => v.Version)];
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
            {
            }
        }

        Assert.Equal(versions, listed);
    }
}
