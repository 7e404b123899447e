using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Tests.Scores;

public sealed class ScoreEndpointsTests
{
    private const string Body = """{"records":[{"sepal_length":5.1},{"sepal_length":null}]}""";

    [Fact]
    public async Task Score_Records_AnswersRowByRow()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ScoreRequest>(_ => Samples.Scored());

        var answer = await (await gateway.PostAsync("/v1/models/iris:score", Body)).JsonAsync(200);

        answer.IsJson("""
            {"model":"iris","version":"2",
             "predictions":[{"label":"setosa","probability":{"setosa":0.9,"virginica":0.1}},null],
             "features":[{"sepal_length":"PRESENT","petal_width":"STALE"},{"sepal_length":"NOT_FOUND","petal_width":"NULL"}],
             "problems":[{"row":1,"reason":"VALUE_MISSING","faults":[{"field":"sepal_length","description":"is missing"}]}]}
            """);
        var sent = gateway.StandIn.Single<ScoreRequest>();
        Assert.Equal(ScoreRequest.VersionChoiceOneofCase.None, sent.VersionChoiceCase);
        Assert.True(sent.WithFeatureStatuses);
        var column = Assert.Single(sent.Records.Columns);
        Assert.Equal([5.1, 0], column.Doubles.Values);
        Assert.Equal([ValueStatus.Present, ValueStatus.Null], column.Statuses);
    }

    [Fact]
    public async Task Score_Floats_AreWrittenWithTheDigitsTheyHave()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ScoreRequest>(_ => Samples.Scored());

        var answer = await gateway.PostAsync("/v1/models/iris:score", Body);

        Assert.Contains("{\"setosa\":0.9,\"virginica\":0.1}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_Explain_AnswersRowByRow()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ScoreRequest>(_ => Samples.Explained("setosa", "virginica"));

        var answer = await (await gateway.PostAsync("/v1/models/iris:score", """{"records":[{"length":5.1},{"length":null}],"explain":true}""")).JsonAsync(200);

        Assert.True(gateway.StandIn.Single<ScoreRequest>().Explain);
        answer["explanations"]!.IsJson("""
            [{"baseValue":{"setosa":0.5,"virginica":-0.5},"rawScore":{"setosa":1.75,"virginica":-2},
              "contributions":{"length":{"setosa":1,"virginica":-1},"width":{"setosa":0.25,"virginica":-0.5}}},null]
            """);
    }

    [Fact]
    public async Task Score_ExplainWithoutClasses_AnswersArrays()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ScoreRequest>(_ => Samples.Explained());

        var answer = await (await gateway.PostAsync("/v1/models/iris:score", Body)).JsonAsync(200);

        answer["explanations"]![0]!["rawScore"]!.IsJson("[1.75,-2]");
    }

    [Fact]
    public async Task Score_ExplainOneRawScore_AnswersNumbers()
    {
        await using var gateway = await TestGateway.StartAsync();
        var scored = Samples.Scored();
        scored.Explanation = new Explanation { Width = 1, BaseValues = { 0.5 }, RawScores = { double.NaN, 0 }, Contributions = { new Contributions { Name = "length", Values = { double.NaN, 0 } } } };
        gateway.StandIn.On<ScoreRequest>(_ => scored);

        var answer = await (await gateway.PostAsync("/v1/models/iris:score", Body)).JsonAsync(200);

        answer["explanations"]!.IsJson("""[{"baseValue":0.5,"rawScore":"NaN","contributions":{"length":"NaN"}},null]""");
    }

    [Fact]
    public async Task Score_CannotBeExplained_SaysSo()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Fail<ScoreRequest>(() => RpcErrors.ToRpcException(new ServiceException(ErrorReason.ExplanationUnavailable, "It has no samples.")));

        var problem = await (await gateway.PostAsync("/v1/models/iris:score", Body)).JsonAsync(422);

        Assert.Equal("EXPLANATION_UNAVAILABLE", (string?)problem["reason"]);
    }

    [Theory]
    [InlineData("/v1/models/breast-cancer:score", "breast-cancer", "", "")]
    [InlineData("/v1/models/a.b_c-1.0:score", "a.b_c-1.0", "", "")]
    [InlineData("/v1/models/a%20b:score", "a b", "", "")]
    [InlineData("/v1/models/iris/versions/1.0-rc.2:score", "iris", "1.0-rc.2", "")]
    [InlineData("/v1/models/iris/aliases/champion:score", "iris", "", "champion")]
    public async Task Score_NamesInThePath_AreSentAsTheyAre(string path, string model, string version, string alias)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ScoreRequest>(_ => Samples.Scored());

        await (await gateway.PostAsync(path, Body)).JsonAsync(200);

        var sent = gateway.StandIn.Single<ScoreRequest>();
        Assert.Equal((model, version, alias), (sent.Model, sent.Version, sent.Alias));
    }

    [Fact]
    public async Task Score_AnswerOfScoringDoesNotFitItself_IsABugAndSaysNothing()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.ExpectsErrorLog = true;
        var wrong = Samples.Scored();
        wrong.Predictions[1].Floats.Values.RemoveAt(0);
        wrong.Predictions[1].Floats.Values.RemoveAt(0);
        wrong.Predictions[1].Floats.Values.RemoveAt(0);
        gateway.StandIn.On<ScoreRequest>(_ => wrong);

        var problem = await (await gateway.PostAsync("/v1/models/iris:score", Body)).JsonAsync(500);

        Assert.Equal(("INTERNAL", "Internal error."), ((string?)problem["reason"], (string?)problem["detail"]));
        Assert.Contains("A bug: /v1/models/{model}:score failed unexpectedly", Assert.Single(gateway.Log.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("entity_keys[0]", "entityKeys[*].id")]
    [InlineData("entity_keys", "entityKeys")]
    [InlineData("entity_keys.rows[1]", "entityKeys[1]")]
    [InlineData("caller_values[0]", "records[*].amount")]
    [InlineData("as_of", "asOf")]
    [InlineData("row_as_of", "rowAsOf")]
    [InlineData("row_as_of[1]", "rowAsOf[1]")]
    [InlineData("parameters[P_YEAR]", "parameters[P_YEAR]")]
    [InlineData("rows[1].amount", "records[1].amount")]
    [InlineData("rows[1].mean_radius", "entityKeys[1].mean_radius")]
    [InlineData("rows_of_mine", "rows_of_mine")]
    [InlineData("features[0]", "features[0]")]
    public async Task Score_ScoringTellsAFaultOfItsMessage_IsToldInTheNamesOfTheJson(string told, string expected)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Fail<ScoreRequest>(() => RpcErrors.ToRpcException(ServiceException.FromFaults(
            ErrorReason.InputInvalid, "Wrong", [new Fault(told, "is wrong"), new Fault("outputs", "is wrong")])));

        var problem = await (await gateway.PostAsync(
            "/v1/models/iris:score", """{"entityKeys":[{"id":"a"},{"id":"b"}],"records":[{"amount":1},{"amount":2}]}""")).JsonAsync(400);

        Assert.Equal([$"{expected}: is wrong", "outputs: is wrong"], problem.Faults());
        Assert.Equal($"Wrong: {expected}: is wrong; outputs: is wrong", (string?)problem["detail"]);
    }

    [Fact]
    public async Task Score_ScoringTellsAFaultOfARecord_IsToldInTheNamesOfTheJson()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Fail<ScoreRequest>(() => RpcErrors.ToRpcException(ServiceException.FromFaults(
            ErrorReason.InputInvalid, "Wrong", [new Fault("rows[0].sepal_length", "is wrong")])));

        var problem = await (await gateway.PostAsync("/v1/models/iris:score", Body)).JsonAsync(400);

        Assert.Equal(["records[0].sepal_length: is wrong"], problem.Faults());
    }

    [Fact]
    public async Task Score_ScoringTellsFaults_PassesThemOn()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Fail<ScoreRequest>(() => RpcErrors.ToRpcException(ServiceException.FromFaults(
            ErrorReason.InputInvalid, "Wrong", [new Fault("records.a", "is not known"), new Fault("records.b", "is missing")])));

        var problem = await (await gateway.PostAsync("/v1/models/iris:score", Body)).JsonAsync(400);

        Assert.Equal("INPUT_INVALID", (string?)problem["reason"]);
        Assert.Equal(["records.a: is not known", "records.b: is missing"], problem.Faults());
    }
}
