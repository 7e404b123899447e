using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.Models.Steering;

public sealed class SteeringGrpcServiceTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));

    public SteeringGrpcServiceTests()
    {
        folder.Write("iris/1/model.onnx", "x");
        folder.Write("iris/2/model.onnx", "y");
        folder.Write("iris/3/no-model.txt", "z");
        folder.Write("iris/aliases.yaml", "champion: \"1\"");
    }

    public void Dispose()
    {
        folder.Dispose();
        patience.Dispose();
    }

    [Fact]
    public async Task SetAlias_OverTheRegistrys_IsInForceToldToWatchersAndOnRecord()
    {
        await using var models = await StartAsync();
        using var watch = models.Client.WatchModels(new WatchModelsRequest(), cancellationToken: patience.Token);
        await NextAsync(watch);

        var change = (await models.Steering.SetAliasAsync(Alias("champion", "2", from: "1"))).Change;

        Assert.Equal((1, "ann", "alias champion", "1", "2", "it is better"), (change.Number, change.By, change.Subject, change.From, change.To, change.Why));
        Assert.Equal("2", await ResolveAsync(models, "champion"));
        Assert.Equal("2", Assert.Single((await NextAsync(watch)).Changed.Aliases).Version);
        Assert.Equal([change], (await models.Steering.ListChangesAsync(new ListChangesRequest { Model = "iris" })).Changes);
    }

    [Fact]
    public async Task DeleteAlias_ThatWasSet_GivesItBackToTheRegistry()
    {
        await using var models = await StartAsync();
        await models.Steering.SetAliasAsync(Alias("champion", "2"));
        await models.Steering.SetAliasAsync(Alias("challenger", "2"));

        await models.Steering.DeleteAliasAsync(new DeleteAliasRequest { Model = "iris", Alias = "champion", By = "ann", Why = "no" });
        await models.Steering.DeleteAliasAsync(new DeleteAliasRequest { Model = "iris", Alias = "challenger", By = "ann", Why = "no" });

        Assert.Equal("1", await ResolveAsync(models, "champion"));
        await FailsAsync(ErrorReason.AliasNotFound, () => ResolveAsync(models, "challenger"));
        var changes = (await models.Steering.ListChangesAsync(new ListChangesRequest { Model = "iris", MaxChanges = 2 })).Changes;
        Assert.Equal([("alias challenger", "2", ""), ("alias champion", "2", "1")], changes.Select(c => (c.Subject, c.From, c.To)));
    }

    [Fact]
    public async Task Changes_OutliveTheProcessAndReachOtherReplicas()
    {
        await using (var gone = await StartAsync())
        {
            await gone.Steering.SetAliasAsync(Alias("champion", "2"));
        }

        await using var one = await StartAsync();
        await using var other = await StartAsync();
        Assert.Equal("2", await ResolveAsync(one, "champion"));
        using var watch = other.Client.WatchModels(new WatchModelsRequest(), cancellationToken: patience.Token);
        await NextAsync(watch);

        await one.Steering.SetAliasAsync(Alias("champion", "1"));

        Assert.Equal("1", Assert.Single((await NextAsync(watch)).Changed.Aliases).Version);
    }

    [Fact]
    public async Task SetAlias_WithEverythingWrong_NamesAllFaults()
    {
        await using var models = await StartAsync();

        var failure = await FailsAsync(ErrorReason.InvalidRequest, () => models.Steering.SetAliasAsync(new SetAliasRequest
        {
            Model = "../iris",
            Alias = "a/b",
            Version = "",
            By = new string('x', 101),
            Why = "two\nlines",
        }).ResponseAsync);

        Assert.Equal(["model", "alias", "version", "by", "why"], failure.Faults.Select(f => f.Field));
    }

    [Theory]
    [InlineData(100, 500, true)]
    [InlineData(101, 500, false)]
    [InlineData(100, 501, false)]
    [InlineData(0, 1, false)]
    [InlineData(1, 0, false)]
    public async Task SetAlias_WhoAndWhyAtTheLimits(int by, int why, bool passes)
    {
        await using var models = await StartAsync();
        var request = Alias("champion", "2");
        (request.By, request.Why) = (new string('b', by), new string('w', why));

        if (passes)
        {
            await models.Steering.SetAliasAsync(request);
        }
        else
        {
            await FailsAsync(ErrorReason.InvalidRequest, () => models.Steering.SetAliasAsync(request).ResponseAsync);
        }
    }

    [Fact]
    public async Task Faults_OfWhatIsNotThere_HaveTheirReasons()
    {
        await using var models = await StartAsync();
        var nobody = Alias("champion", "1");
        nobody.Model = "nobody";

        await FailsAsync(ErrorReason.ModelNotFound, () => models.Steering.SetAliasAsync(nobody).ResponseAsync);
        await FailsAsync(ErrorReason.ModelVersionNotFound, () => models.Steering.SetAliasAsync(Alias("champion", "9")).ResponseAsync);
        await FailsAsync(ErrorReason.VersionNotOffered, () => models.Steering.SetAliasAsync(Alias("champion", "3")).ResponseAsync);
        await FailsAsync(ErrorReason.Conflict, () => models.Steering.SetAliasAsync(Alias("champion", "2", from: "2")).ResponseAsync);
        await FailsAsync(ErrorReason.Conflict, () => models.Steering.SetAliasAsync(Alias("champion", "2", from: "")).ResponseAsync);
        await FailsAsync(ErrorReason.Conflict, () => DeleteAsync(models, "champion"));
        await FailsAsync(ErrorReason.AliasNotFound, () => DeleteAsync(models, "nobody"));
        await FailsAsync(ErrorReason.ModelNotFound, () => models.Steering.ListChangesAsync(new ListChangesRequest { Model = "nobody" }).ResponseAsync);
        await FailsAsync(ErrorReason.InvalidRequest, () => models.Steering.ListChangesAsync(new ListChangesRequest { Model = "iris", MaxChanges = 1001 }).ResponseAsync);
        Assert.Empty((await models.Steering.ListChangesAsync(new ListChangesRequest { Model = "iris", MaxChanges = 1000 })).Changes);
        Assert.Equal("1", await ResolveAsync(models, "champion"));
    }

    [Fact]
    public async Task SetAlias_TheHundredAndFirst_IsRefused()
    {
        await using var models = await StartAsync();
        for (var i = 0; i < 100; i++)
        {
            await models.Steering.SetAliasAsync(Alias($"a{i}", "1"));
        }

        await FailsAsync(ErrorReason.InvalidRequest, () => models.Steering.SetAliasAsync(Alias("a100", "1")).ResponseAsync);
        await models.Steering.SetAliasAsync(Alias("a99", "2"));
    }

    [Fact]
    public async Task Any_WithoutAStateFolder_IsDisabled()
    {
        await using var models = await RunningModels.StartAsync(folder.Models);

        await FailsAsync(ErrorReason.Disabled, () => models.Steering.SetAliasAsync(Alias("champion", "2")).ResponseAsync);
        await FailsAsync(ErrorReason.Disabled, () => DeleteAsync(models, "champion"));
        await FailsAsync(ErrorReason.Disabled, () => models.Steering.ListChangesAsync(new ListChangesRequest { Model = "iris" }).ResponseAsync);
    }

    [Fact]
    public async Task Record_ThatIsNone_ChangesNothingForOthersAndIsNamed()
    {
        folder.Write("wine/1/model.onnx", "x");
        Directory.CreateDirectory(Path.Combine(folder.Elsewhere, "local", "models"));
        File.WriteAllText(Path.Combine(folder.Elsewhere, "local", "models", "wine.record"), "1\n{\"aliases\":3}");
        await using var models = await StartAsync();
        var wine = Alias("champion", "1");
        wine.Model = "wine";

        await FailsAsync(ErrorReason.RecordCorrupt, () => models.Steering.SetAliasAsync(wine).ResponseAsync);
        await models.Steering.SetAliasAsync(Alias("champion", "2"));
        Assert.Equal("2", await ResolveAsync(models, "champion"));
    }

    [Fact]
    public void Record_OfTheThousandAndFirstChange_ForgetsTheFirst()
    {
        var time = new FakeTimeProvider();
        var steering = ModelSteering.None;
        for (var i = 0; i < ModelSteering.MaxChanges + 1; i++)
        {
            steering = steering.Record(time.GetUtcNow(), new Author("ann", "why"), "alias a", "1", "2");
        }

        Assert.Equal((ModelSteering.MaxChanges, 2, ModelSteering.MaxChanges + 1), (steering.Changes.Count, steering.Changes[0].Number, steering.Changes[^1].Number));
    }

    private static SetAliasRequest Alias(string alias, string version, string? from = null)
    {
        var request = new SetAliasRequest { Model = "iris", Alias = alias, Version = version, By = "ann", Why = "it is better" };
        if (from is not null)
        {
            request.From = from;
        }

        return request;
    }

    private static Task<DeleteAliasResponse> DeleteAsync(RunningModels models, string alias) =>
        models.Steering.DeleteAliasAsync(new DeleteAliasRequest { Model = "iris", Alias = alias, By = "ann", Why = "no" }).ResponseAsync;

    private static async Task<string> ResolveAsync(RunningModels models, string alias) =>
        (await models.Client.ResolveAliasAsync(new ResolveAliasRequest { Model = "iris", Alias = alias })).Version;

    private static async Task<ServiceException> FailsAsync(ErrorReason reason, Func<Task> call)
    {
        var failure = RpcErrors.FromRpcException(await Assert.ThrowsAsync<RpcException>(call), "Models");
        Assert.Equal(reason, failure.Reason);
        return failure;
    }

    private async Task<RunningModels> StartAsync()
    {
        var models = await RunningModels.StartAsync(folder.Models, null, "--Models:StateFolder", folder.Elsewhere, "--Models:RereadMilliseconds", "50");
        using var watch = models.Client.WatchModels(new WatchModelsRequest(), cancellationToken: patience.Token);
        await NextAsync(watch);
        return models;
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
