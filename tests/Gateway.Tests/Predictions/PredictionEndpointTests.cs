using FedMl.Gateway.Tests.StandIns;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using ValueType = FedMl.Protos.Features.V1.ValueType;

namespace FedMl.Gateway.Tests.Predictions;

public sealed class PredictionEndpointTests
{
    private const string Body = """
        {
          "runId": "r1", "model": "iris", "modelVersion": "7", "createTable": true,
          "keys": [ { "name": "id", "type": "string" } ],
          "outputs": [ { "name": "p", "type": "double" }, { "name": "d", "type": "decimal", "precision": 15, "scale": 2 } ],
          "rows": [ { "id": "1", "p": 0.5, "d": 12345678901234.56 }, { "id": "2", "p": 1 }, { "id": "3", "p": null, "d": "0.10" } ]
        }
        """;

    [Fact]
    public async Task Write_Rows_AreSentAsOneRunAndOneBatch()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<WritePredictionsRequest>(part => new WritePredictionsResponse { WrittenRows = 2, RepeatedRows = 1 });
        var answer = await (await gateway.PostAsync("/v1/predictions/IRIS_SPECIES", Body)).JsonAsync(200);
        answer.IsJson("""{"writtenRows":2,"repeatedRows":1}""");

        var parts = gateway.StandIn.Requests.Cast<WritePredictionsRequest>().ToArray();
        Assert.Equal(2, parts.Length);
        var run = parts[0].Run;
        Assert.Equal(("IRIS_SPECIES", "r1", "iris", "7", true), (run.Table, run.RunId, run.Model, run.ModelVersion, run.CreateTable));
        Assert.Equal(("id", ValueType.String), (run.Keys[0].Name, run.Keys[0].Type));
        Assert.Equal(("d", ValueType.Decimal, 15, 2), (run.Outputs[1].Name, run.Outputs[1].Type, run.Outputs[1].Precision, run.Outputs[1].Scale));
        var batch = parts[1].Batch;
        Assert.Equal(["1", "2", "3"], batch.Columns[0].Strings.Values);
        Assert.Equal([0.5, 1], batch.Columns[1].Doubles.Values.Take(2));
        Assert.Equal([ValueStatus.Present, ValueStatus.Present, ValueStatus.Null], batch.Columns[1].Statuses);
        Assert.Equal([ValueStatus.Present, ValueStatus.NotFound, ValueStatus.Present], batch.Columns[2].Statuses);
    }

    [Fact]
    public async Task Write_FaultsOfFeatures_AreToldInNamesOfTheJson()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<WritePredictionsRequest>((part, _) => throw RpcErrors.ToRpcException(ServiceException.FromFaults(
            ErrorReason.InvalidRequest,
            "The run is wrong",
            [new("run.run_id", "a"), new("run.outputs[1]", "b"), new("run", "c"), new("p[2]", "d"), new("batch[1]", "e"), new("batch", "f")])));
        var problem = await (await gateway.PostAsync("/v1/predictions/T", Body)).JsonAsync(400);
        Assert.Equal(["runId: a", "outputs[1]: b", ": c", "rows[2].p: d", "rows[1]: e", "rows: f"], problem.Faults());
        Assert.DoesNotContain("run_id", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ErrorReason.Disabled, 403)]
    [InlineData(ErrorReason.TableNotFound, 404)]
    [InlineData(ErrorReason.TableMismatch, 422)]
    [InlineData(ErrorReason.TargetFull, 507)]
    [InlineData(ErrorReason.Overloaded, 503)]
    public async Task Write_FeaturesRefuses_SaysWhy(ErrorReason reason, int status)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<WritePredictionsRequest>((part, _) => throw RpcErrors.ToRpcException(new ServiceException(reason, "because")));
        var problem = await (await gateway.PostAsync("/v1/predictions/T", Body)).JsonAsync(status);
        Assert.Equal(ErrorCatalogue.Of(reason).Name, problem["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task Write_WrongBody_NamesEachFaultAndAsksNobody()
    {
        await using var gateway = await TestGateway.StartAsync();
        var problem = await (await gateway.PostAsync(
            "/v1/predictions/T",
            """{"runId":1,"model":"m","createTable":"yes","keys":{},"outputs":[{"name":"p","type":"tensor"},7],"rows":[{"id":[1]},3],"more":true,"model":"x"}""")).JsonAsync(400);
        Assert.Equal(
            ["runId", "createTable", "keys", "outputs[0]", "outputs[1]", "rows[0].id", "rows[1]", "more", "model", "modelVersion"],
            problem["faults"]!.AsArray().Select(fault => fault!["field"]!.GetValue<string>()));
        Assert.Equal(400, (int)(await gateway.PostAsync("/v1/predictions/T", "[]")).StatusCode);
        Assert.Empty(gateway.StandIn.Requests);
    }

    [Fact]
    public async Task Write_RowsBeyondTheLimit_AreRefused()
    {
        await using var gateway = await TestGateway.StartAsync("--Gateway:MaxRows=2");
        var problem = await (await gateway.PostAsync("/v1/predictions/T", Body)).JsonAsync(400);
        Assert.Equal("ROW_COUNT_OUT_OF_RANGE", problem["reason"]!.GetValue<string>());
    }
}
