using System.Text.Json;
using FedMl.Protos.Inference;
using FedMl.Tests.Onnx;
using Grpc.Core;

namespace FedMl.ScoringEngine.Tests.Extensions;

public sealed class ModelConfigTests : IAsyncLifetime
{
    private RunningScoring host = null!;

    public async Task InitializeAsync() => host = await RunningScoring.StartAsync(
        r =>
        {
            r.Publish("simple", "1", ("model.onnx", Graphs.SumAndDifference()));
            r.Publish("zip", "1", ("model.onnx", Graphs.ZipMapClassifier()));
            r.Publish("square", "1", ("model.onnx", Graphs.Identity(Element.Double, 2, 2)));
            r.Publish("batched", "1", ("model.onnx", Graphs.Weighted(2)));
            r.Publish("small", "v10", ("model.onnx", Graphs.Identity(Element.String, -1, 2)));
        },
        "--ScoringEngine:MaxRows", "100", "--ScoringEngine:Models:small:MaxRows", "7", "--ScoringEngine:Models:simple:Replicas", "1", "--ScoringEngine:Models:small:Replicas", "1",
        "--ScoringEngine:Models:batched:Replicas", "2", "--ScoringEngine:Models:batched:Batching:Mode", "On", "--ScoringEngine:Models:batched:Batching:MaxRows", "64", "--ScoringEngine:Models:batched:Batching:DelayMilliseconds", "0.5");

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task ModelConfig_OnTheWire_HasTritonsFieldNumbers()
    {
        var config = (await WireMessage.CallAsync(host, "ModelConfig", (1, "simple"))).Message(1);

        Assert.Equal(("simple", "onnxruntime_onnx", "onnxruntime", 100L), (config.Text(1), config.Text(2), config.Text(17), config.Number(4)));
        Assert.Equal(["INPUT0", "INPUT1"], config.Messages(5).Select(i => i.Text(1)));
        Assert.Equal(["OUTPUT0", "OUTPUT1"], config.Messages(6).Select(o => o.Text(1)));
        Assert.All(config.Messages(5), i => Assert.Equal((8L, 16L), (i.Number(2), i.Packed(4).Single())));
        Assert.All(config.Messages(6), o => Assert.Equal((8L, 16L), (o.Number(2), o.Packed(3).Single())));
        Assert.Equal((1L, 2L), (config.Message(7).Number(2), config.Message(7).Number(4)));
        Assert.Equal([2], config.Message(3).Fields);
        Assert.DoesNotContain(11, config.Fields);
    }

    [Fact]
    public async Task ModelConfig_OfABatchedModel_TellsHow()
    {
        var config = (await WireMessage.CallAsync(host, "ModelConfig", (1, "batched"), (2, "1"))).Message(1);

        Assert.Equal(2, config.Message(7).Number(2));
        Assert.Equal(64, config.Message(11).Packed(1).Single());
        Assert.Equal(500, config.Message(11).Number(2));
    }

    [Fact]
    public async Task ModelConfig_WhereATensorHasNoRows_HasWholeShapesAndNoBatches()
    {
        var config = (await host.Inference.ModelConfigAsync(new ModelConfigRequest { Name = "square" })).Config;

        Assert.Equal((0, DataType.TypeFp64), (config.MaxBatchSize, config.Input.Single().DataType));
        Assert.Equal([2L, 2L], config.Input.Single().Dims);
        Assert.Equal([2L, 2L], config.Output.Single().Dims);
    }

    [Fact]
    public async Task ModelConfig_OfOneValueARow_HasNoDimsLeft()
    {
        var config = (await host.Inference.ModelConfigAsync(new ModelConfigRequest { Name = "zip" })).Config;

        Assert.Equal(["label", "probabilities"], config.Output.Select(o => o.Name));
        Assert.Empty(config.Output[0].Dims);
        Assert.Equal([-1L], config.Output[1].Dims);
    }

    [Fact]
    public async Task Config_OverRest_IsTheSameWithTritonsNamesAndNumbers()
    {
        var (status, body) = await host.SendAsync(HttpMethod.Get, "/v2/models/small/versions/v10/config?format=any");

        Assert.Equal(200, status);
        Assert.Equal(
            """{"name":"small","platform":"onnxruntime_onnx","backend":"onnxruntime","version_policy":{"all":{}},"max_batch_size":7,"input":[{"name":"x","data_type":"TYPE_STRING","dims":[2],"is_shape_tensor":false,"allow_ragged_batch":false,"optional":false}],"output":[{"name":"y","data_type":"TYPE_STRING","dims":[2],"label_filename":"","is_shape_tensor":false}],"instance_group":[{"name":"small","count":1,"gpus":[],"kind":"KIND_CPU"}],"default_model_filename":"model.onnx"}""",
            body);
    }

    [Fact]
    public async Task ModelConfig_OfAnUnknownModel_IsNotFound()
    {
        var text = await Refusal.OfAsync(StatusCode.NotFound, "MODEL_NOT_FOUND", () => host.Inference.ModelConfigAsync(new ModelConfigRequest { Name = "nobody" }).ResponseAsync);
        var (status, body) = await host.SendAsync(HttpMethod.Get, "/v2/models/nobody/config");

        Assert.StartsWith("Request for unknown model", text, StringComparison.Ordinal);
        Assert.Equal((404, text), (status, JsonDocument.Parse(body).RootElement.GetProperty("error").GetString()));
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Get, "/v2/models/small/versions/9/config")).Status);
    }
}
