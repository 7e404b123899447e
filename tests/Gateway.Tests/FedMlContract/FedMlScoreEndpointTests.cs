using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Tests.FedMlContract;

public sealed class FedMlScoreEndpointTests
{
    private const string Path = "/v1/models/iris/score";

    [Theory]
    [InlineData("""{"data":[[5.1,3],[4.9,null]]}""")]
    [InlineData("""[[5.1,3],[4.9,null]]""")]
    public async Task Score_RowsWithoutNames_AreNamedBySignature(string body)
    {
        await using var gateway = await StartAsync(Samples.Ready("2"));
        gateway.StandIn.On<ScoreRequest>(_ => Samples.ScoredLabels("setosa", "virginica"));

        var answer = await (await gateway.PostAsync(Path, body)).JsonAsync(200);

        answer.IsJson("""{"result":["setosa","virginica"]}""");
        var sent = gateway.StandIn.Single<ScoreRequest>();
        Assert.Equal(("iris", "2"), (sent.Model, sent.Version));
        Assert.Equal(["label"], sent.Outputs);
        Assert.Equal(["length", "width"], sent.Records.Columns.Select(c => c.Name));
        Assert.Equal([5.1, 4.9], sent.Records.Columns[0].Doubles.Values);
        Assert.Equal([3L, 0L], sent.Records.Columns[1].Int64S.Values);
    }

    [Theory]
    [InlineData("""{"data":[[1,2],[1],[1,2,3]]}""", "data[1]: has 1 values; the model takes 2: length, width", "data[2]: has 3 values; the model takes 2: length, width")]
    [InlineData("""{"data":[[1,{}],7]}""", "data[0][1]: must be a string, a number, true, false or null", "data[1]: must be an array of values")]
    [InlineData("""{"date":[[1,2]]}""", ": a field that is not data is not known here", "data: is missing")]
    [InlineData("""{"data":{"length":1}}""", "data: must be an array of rows")]
    [InlineData("""{"data":[[1,2]],"data":[[1,2]]}""", ": data is there twice")]
    [InlineData("""7""", "data: must be an array of rows")]
    public async Task Score_WrongRows_NamesEveryFault(string body, params string[] faults)
    {
        await using var gateway = await StartAsync(Samples.Ready("2"));

        var problem = await (await gateway.PostAsync(Path, body)).JsonAsync(400);

        Assert.Equal("INVALID_REQUEST", (string?)problem["reason"]);
        Assert.Equal(faults, problem.Faults());
    }

    [Fact]
    public async Task Score_NoRows_IsOutOfRange()
    {
        await using var gateway = await StartAsync(Samples.Ready("2"));

        var problem = await (await gateway.PostAsync(Path, """{"data":[]}""")).JsonAsync(400);

        Assert.Equal("ROW_COUNT_OUT_OF_RANGE", (string?)problem["reason"]);
    }

    [Fact]
    public async Task Score_RowWithAProblem_FailsTheRequestAndNamesTheRow()
    {
        await using var gateway = await StartAsync(Samples.Ready("2"));
        gateway.StandIn.On<ScoreRequest>(_ => Samples.Scored());

        var problem = await (await gateway.PostAsync(Path, "[[1,2],[1,null]]")).JsonAsync(400);

        Assert.Equal("INPUT_INVALID", (string?)problem["reason"]);
        Assert.Equal(["data[1].sepal_length: is missing"], problem.Faults());
    }

    [Fact]
    public async Task Score_AgainAndAgain_AsksForTheInputsOnce()
    {
        await using var gateway = await StartAsync(Samples.Ready("2"));
        gateway.StandIn.On<ScoreRequest>(_ => Samples.ScoredLabels("setosa"));

        await (await gateway.PostAsync(Path, "[[1,2]]")).JsonAsync(200);
        await (await gateway.PostAsync(Path, "[[1,2]]")).JsonAsync(200);

        gateway.StandIn.Single<ListModelStatusesRequest>();
    }

    [Fact]
    public async Task Score_RememberedVersionIsGone_TakesTheNewOne()
    {
        await using var gateway = await StartAsync(Samples.Ready("2"));
        gateway.StandIn.On<ScoreRequest>(_ => Samples.ScoredLabels("setosa"));
        await (await gateway.PostAsync(Path, "[[1,2]]")).JsonAsync(200);
        gateway.StandIn.On<ListModelStatusesRequest>(_ => Samples.Statuses(Samples.Ready("3")));
        gateway.StandIn.On<ScoreRequest>(request => request.Version == "3"
            ? Samples.ScoredLabels("virginica")
            : throw RpcErrors.ToRpcException(new ServiceException(ErrorReason.ModelVersionNotFound, "gone")));

        var answer = await (await gateway.PostAsync(Path, "[[1,2]]")).JsonAsync(200);

        answer.IsJson("""{"result":["virginica"]}""");
    }

    [Fact]
    public async Task Score_UnknownModel_IsNotFound()
    {
        await using var gateway = await StartAsync();

        var problem = await (await gateway.PostAsync(Path, "[[1,2]]")).JsonAsync(404);

        Assert.Equal("MODEL_NOT_FOUND", (string?)problem["reason"]);
    }

    [Theory]
    [InlineData(ModelState.Loading, 503, "MODEL_NOT_READY")]
    [InlineData(ModelState.Failed, 422, "MODEL_LOAD_FAILED")]
    public async Task Score_NoVersionIsReady_SaysWhy(ModelState state, int status, string reason)
    {
        await using var gateway = await StartAsync(new ModelStatus { Model = "iris", Version = "1", State = state });

        var problem = await (await gateway.PostAsync(Path, "[[1,2]]")).JsonAsync(status);

        Assert.Equal(reason, (string?)problem["reason"]);
    }

    private static async Task<TestGateway> StartAsync(params ModelStatus[] statuses)
    {
        var gateway = await TestGateway.StartAsync("--Gateway:SignatureCacheSeconds=3600");
        gateway.StandIn.On<ListModelStatusesRequest>(request =>
        {
            Assert.Equal("iris", request.Model);
            return Samples.Statuses(statuses);
        });
        return gateway;
    }
}
