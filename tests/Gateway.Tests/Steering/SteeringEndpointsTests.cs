using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Gateway.Tests.Steering;

public sealed class SteeringEndpointsTests
{
    private const string Alias = "/v1/models/iris/aliases/champion";

    private static readonly Change Change = new()
    {
        Number = 7,
        At = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
        By = "ann",
        Subject = "alias champion",
        From = "1",
        To = "2",
        Why = "it is better",
    };

    private const string ChangeJson = """{"number":7,"at":"1970-01-01T00:00:00Z","by":"ann","subject":"alias champion","from":"1","to":"2","why":"it is better"}""";

    [Fact]
    public async Task SetAlias_OverRest_IsTheCallAndItsAnswer()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<SetAliasRequest>(_ => new SetAliasResponse { Change = Change });

        var answer = await (await gateway.SendAsync(HttpMethod.Put, Alias, """{"version":"2","from":"1","by":"ann","why":"it is better","model":"other"}""")).JsonAsync(200);

        answer.IsJson($$"""{"change":{{ChangeJson}}}""");
        Assert.Equal(
            new SetAliasRequest { Model = "iris", Alias = "champion", Version = "2", From = "1", By = "ann", Why = "it is better" },
            gateway.StandIn.Single<SetAliasRequest>());
    }

    [Fact]
    public async Task DeleteAlias_OverRest_IsTheCallAndItsAnswer()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<DeleteAliasRequest>(_ => new DeleteAliasResponse { Change = Change });

        var answer = await (await gateway.SendAsync(HttpMethod.Delete, Alias, """{"by":"ann","why":"no"}""")).JsonAsync(200);

        answer.IsJson($$"""{"change":{{ChangeJson}}}""");
        Assert.Equal(new DeleteAliasRequest { Model = "iris", Alias = "champion", By = "ann", Why = "no" }, gateway.StandIn.Single<DeleteAliasRequest>());
    }

    [Fact]
    public async Task ListChanges_OverRest_IsTheCallAndItsAnswer()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ListChangesRequest>(_ => new ListChangesResponse { Changes = { Change } });

        var answer = await (await gateway.GetAsync("/v1/models/iris/changes")).JsonAsync(200);

        answer.IsJson($$"""{"changes":[{{ChangeJson}}]}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"version":2,"unknown":"x"}""")]
    [InlineData("""{"version":{}}""")]
    public async Task SetAlias_WithABodyThatIsNone_IsMalformed(string body)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await (await gateway.SendAsync(HttpMethod.Put, Alias, body)).JsonAsync(400);

        Assert.Equal("MALFORMED_REQUEST", (string?)answer["reason"]);
    }

    [Theory]
    [InlineData(ErrorReason.Conflict, 409)]
    [InlineData(ErrorReason.Disabled, 403)]
    [InlineData(ErrorReason.VersionNotOffered, 422)]
    [InlineData(ErrorReason.RecordsUnavailable, 503)]
    [InlineData(ErrorReason.RecordCorrupt, 500)]
    public async Task SetAlias_ThatModelsRefuses_TellsTheReason(ErrorReason reason, int status)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Fail<SetAliasRequest>(() => RpcErrors.ToRpcException(new ServiceException(reason, "no")));

        var answer = await (await gateway.SendAsync(HttpMethod.Put, Alias, """{"version":"2","by":"ann","why":"no"}""")).JsonAsync(status);

        Assert.Equal(ErrorCatalogue.Of(reason).Name, (string?)answer["reason"]);
    }

    [Fact]
    public async Task Rollout_OverRest_IsTheCallsAndTheirAnswers()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<SetRolloutRequest>(_ => new SetRolloutResponse { Change = Change });
        gateway.StandIn.On<GetRolloutRequest>(_ => new GetRolloutResponse { Rollout = new Rollout { Weights = { new VersionWeight { Version = "1", Weight = 100 } }, Shadow = "2", Change = 7 } });
        gateway.StandIn.On<DeleteRolloutRequest>(_ => new DeleteRolloutResponse { Change = Change });

        await (await gateway.SendAsync(HttpMethod.Put, "/v1/models/iris/rollout", """{"rollout":{"weights":[{"version":"1","weight":90},{"version":"2","weight":10}]},"by":"ann","why":"w"}""")).JsonAsync(200);
        var rollout = await (await gateway.GetAsync("/v1/models/iris/rollout")).JsonAsync(200);
        await (await gateway.SendAsync(HttpMethod.Delete, "/v1/models/iris/rollout", """{"by":"ann","why":"w"}""")).JsonAsync(200);

        Assert.Equal([90, 10], gateway.StandIn.Single<SetRolloutRequest>().Rollout.Weights.Select(w => w.Weight));
        rollout.IsJson("""{"rollout":{"weights":[{"version":"1","weight":100}],"shadow":"2","change":7,"planned":false}}""");
        Assert.Equal("iris", gateway.StandIn.Single<DeleteRolloutRequest>().Model);
    }
}
