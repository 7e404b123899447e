using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;

namespace FedMl.Gateway.Tests.Catalogue;

public sealed class ModelCatalogueTests
{
    [Fact]
    public async Task List_BothViews_AreJoined()
    {
        await using var gateway = await StartAsync(
            Samples.Ready("2"),
            new ModelStatus
            {
                Model = "iris", Version = "10", State = ModelState.Failed, Reason = ErrorReason.ModelUnsupported, Message = "cannot run",
                Graph = new GraphReport
                {
                    IrVersion = 8,
                    OperatorSets = { new OperatorSet { Domain = "ai.onnx", Version = 99 }, new OperatorSet { Domain = "com.x", Version = 1 } },
                    Operators = { "Add", "com.x.Foo" },
                    Unsupported = { "operator set 99 of ai.onnx", "operator com.x.Foo" },
                },
            },
            new ModelStatus { Model = "gone", Version = "1", State = ModelState.Draining, Digest = "d" });

        var answer = await (await gateway.GetAsync("/v1/models")).JsonAsync(200);

        answer.IsJson("""
            {"models":[
              {"name":"gone","aliases":{},"versions":[{"version":"1","aliases":[],"state":"DRAINING","isDefault":false,"digest":"d"}]},
              {"name":"iris","aliases":{"champion":"2"},"versions":[
                {"version":"2","aliases":["champion"],"state":"READY","isDefault":true,"digest":"digest-2","publishedAt":"1970-01-01T00:00:00+00:00"},
                {"version":"10","aliases":[],"state":"FAILED","isDefault":false,"digest":"digest-10","problem":"has no model.onnx",
                 "reason":"MODEL_UNSUPPORTED","message":"cannot run","graph":{"irVersion":8,"operatorSets":{"ai.onnx":99,"com.x":1},
                 "operators":["Add","com.x.Foo"],"unsupported":["operator set 99 of ai.onnx","operator com.x.Foo"]}}]}]}
            """);
    }

    [Fact]
    public async Task Get_OneModel_HasItsSignatureAndCard()
    {
        await using var gateway = await StartAsync(Samples.Ready("2"));
        gateway.StandIn.On<GetModelVersionRequest>(request => new GetModelVersionResponse { ModelCard = $"# Card of {request.Version}" });

        var answer = await (await gateway.GetAsync("/v1/models/iris")).JsonAsync(200);

        Assert.Equal("# Card of 2", (string?)answer["modelCard"]);
        answer["versions"]![0]!["inputs"]!.IsJson("""
            [{"name":"length","datatype":"FP32","feature":"iris:length","missing":"reject"},{"name":"width","datatype":"FP32"}]
            """);
        answer["versions"]![0]!["outputs"]!.IsJson("""
            [{"name":"label","datatype":"BYTES"},{"name":"probability","datatype":"FP32","classes":["setosa","virginica"]}]
            """);
        Assert.Equal("UNKNOWN", (string?)answer["versions"]![1]!["state"]);
        Assert.Equal("iris", gateway.StandIn.Single<ListModelStatusesRequest>().Model);
    }

    [Fact]
    public async Task Get_NothingIsLoaded_ShowsTheNewestCard()
    {
        await using var gateway = await StartAsync();
        gateway.StandIn.On<GetModelVersionRequest>(request => new GetModelVersionResponse { ModelCard = request.Version });

        var answer = await (await gateway.GetAsync("/v1/models/iris")).JsonAsync(200);

        Assert.Equal("10", (string?)answer["modelCard"]);
    }

    [Fact]
    public async Task Get_UnknownModel_IsNotFound()
    {
        await using var gateway = await StartAsync();

        var problem = await (await gateway.GetAsync("/v1/models/irsi")).JsonAsync(404);

        Assert.Equal("MODEL_NOT_FOUND", (string?)problem["reason"]);
    }

    private static async Task<TestGateway> StartAsync(params ModelStatus[] statuses)
    {
        var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ListModelsRequest>(_ => Samples.Published());
        gateway.StandIn.On<ListModelStatusesRequest>(_ => Samples.Statuses(statuses));
        return gateway;
    }
}
