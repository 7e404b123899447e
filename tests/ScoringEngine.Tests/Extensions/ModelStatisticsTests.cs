using System.Text.Json;
using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Onnx;
using Google.Protobuf;
using Grpc.Core;
using InputTensor = FedMl.Protos.Inference.ModelInferRequest.Types.InferInputTensor;

namespace FedMl.ScoringEngine.Tests.Extensions;

public sealed class ModelStatisticsTests : IAsyncLifetime
{
    private RunningScoring host = null!;

    public async Task InitializeAsync() => host = await RunningScoring.StartAsync(
        r =>
        {
            r.Publish("m", "1", Weighted.Files(2));
            r.Publish("m", "2", Weighted.Files(3));
            r.Publish("text", "1", ("model.onnx", Graphs.Identity(Element.String, -1, 2)));
            r.Publish("even", "1", ("model.onnx", Graphs.OnlyEvenRows()));
        },
        "--ScoringEngine:MaxRows", "100", "--ScoringEngine:Models:m:Batching:Mode", "On");

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task ModelStatistics_OnTheWire_HasTritonsFieldNumbers()
    {
        await host.Inference.ModelInferAsync(Weights(3));
        await host.Inference.ModelInferAsync(Weights(3));
        await host.Inference.ModelInferAsync(Weights(1));
        await Assert.ThrowsAsync<RpcException>(() => host.Inference.ModelInferAsync(Weights(101)).ResponseAsync);

        var model = (await WireMessage.CallAsync(host, "ModelStatistics", (1, "m"))).Message(1);

        Assert.Equal(("m", "2", 7L, 3L), (model.Text(1), model.Text(2), model.Number(4), model.Number(5)));
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(model.Number(3)), TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow());
        var phases = model.Message(6);
        Assert.Equal([3, 1, 3, 3, 3, 3], Enumerable.Range(1, 6).Select(phase => phases.Message(phase).Number(1)));
        Assert.All([1, 2, 4, 5, 6], phase => Assert.True(phases.Message(phase).Number(2) > 0));
        Assert.True(phases.Message(1).Number(2) >= phases.Message(4).Number(2) + phases.Message(5).Number(2) + phases.Message(6).Number(2));
        Assert.Empty(phases.Message(7).Fields);
        Assert.Empty(phases.Message(8).Fields);
        Assert.Equal([(1L, 1L, 1L, 1L), (3L, 2L, 2L, 2L)], model.Messages(7).Select(b => (b.Number(1), b.Message(2).Number(1), b.Message(3).Number(1), b.Message(4).Number(1))));
    }

    [Fact]
    public async Task ModelStatistics_OfConcurrentRequests_AddUp()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => host.Inference.ModelInferAsync(Weights(1 + (i % 5))).ResponseAsync));

        var model = (await host.Inference.ModelStatisticsAsync(new ModelStatisticsRequest { Name = "m", Version = "2" })).ModelStats.Single();

        Assert.Equal((600UL, 200UL), (model.InferenceCount, model.InferenceStats.Success.Count));
        Assert.Equal(model.InferenceCount, model.BatchStats.Aggregate(0UL, (sum, b) => sum + (b.BatchSize * b.ComputeInfer.Count)));
        Assert.Equal(model.ExecutionCount, model.BatchStats.Aggregate(0UL, (sum, b) => sum + b.ComputeInfer.Count));
    }

    [Fact]
    public async Task ModelStatistics_CountEveryTransport()
    {
        await host.Inference.ModelInferAsync(Weights(1));
        using (var stream = host.Inference.ModelStreamInfer())
        {
            await stream.RequestStream.WriteAsync(Weights(1));
            await stream.RequestStream.CompleteAsync();
            await foreach (var _ in stream.ResponseStream.ReadAllAsync())
            {
            }
        }

        const string Json = """{"inputs":[{"name":"a","datatype":"FP32","shape":[1,1],"data":[1]},{"name":"b","datatype":"FP32","shape":[1,1],"data":[1]}]}""";
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, "/v2/models/m/infer", Json)).Status);
        await host.Scoring.ScoreAsync(Weighted.Records("", Weighted.Doubles("a", 1, 2), Weighted.Doubles("b", 1, 2)));

        var model = await OneAsync("m");
        Assert.Equal((4UL, 5UL, 0UL), (model.InferenceStats.Success.Count, model.InferenceCount, model.InferenceStats.Fail?.Count ?? 0));
    }

    [Fact]
    public async Task ModelStatistics_CountFailuresOfEveryTransport()
    {
        var odd = Floats("even", "x", 1, 1);
        await Assert.ThrowsAsync<RpcException>(() => host.Inference.ModelInferAsync(odd).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => host.Inference.ModelInferAsync(new ModelInferRequest { ModelName = "even" }).ResponseAsync);
        Assert.Equal(400, (await host.SendAsync(HttpMethod.Post, "/v2/models/even/infer", "{")).Status);
        await Assert.ThrowsAsync<RpcException>(() => host.Scoring.ScoreAsync(new ScoreRequest { Model = "even" }).ResponseAsync);

        var model = await OneAsync("even");
        Assert.Equal((4UL, 0UL, 0UL, 0UL), (model.InferenceStats.Fail.Count, model.InferenceStats.Success.Count, model.InferenceCount, model.ExecutionCount));
    }

    [Fact]
    public async Task ModelStatistics_OfAVersion_IsThatOneAndWithoutOneAllThatAreLoaded()
    {
        await Assert.ThrowsAsync<RpcException>(() => host.Inference.ModelStatisticsAsync(new ModelStatisticsRequest { Name = "m", Version = "1" }).ResponseAsync);
        await host.UntilStateAsync("m", "1", ModelState.Ready);

        Assert.Equal(["1"], await VersionsAsync("m", "1"));
        Assert.Equal(["1", "2"], await VersionsAsync("m", ""));
        Assert.Equal(["1", "1", "2", "1"], await VersionsAsync("", ""));
        await Refusal.OfAsync(StatusCode.NotFound, "MODEL_NOT_FOUND", () => VersionsAsync("nobody", ""));
        await Refusal.OfAsync(StatusCode.NotFound, "MODEL_VERSION_NOT_FOUND", () => VersionsAsync("m", "9"));
    }

    [Fact]
    public async Task Stats_OverRest_AreTheSameWithTritonsNamesAndNumbers()
    {
        var (status, body) = await host.SendAsync(HttpMethod.Get, "/v2/models/text/versions/1/stats");

        const string None = """{"count":0,"ns":0}""";
        Assert.Equal(200, status);
        Assert.Equal(
            $$$"""{"model_stats":[{"name":"text","version":"1","last_inference":0,"inference_count":0,"execution_count":0,"inference_stats":{"success":{{{None}}},"fail":{{{None}}},"queue":{{{None}}},"compute_input":{{{None}}},"compute_infer":{{{None}}},"compute_output":{{{None}}},"cache_hit":{{{None}}},"cache_miss":{{{None}}}},"batch_stats":[],"memory_usage":[],"response_stats":{}}]}""",
            body);
        foreach (var (path, count) in new[] { ("/v2/models/stats", 3), ("/v2/models/text/stats", 1) })
        {
            Assert.Equal(count, JsonDocument.Parse((await host.SendAsync(HttpMethod.Get, path)).Body).RootElement.GetProperty("model_stats").GetArrayLength());
        }

        Assert.Equal(404, (await host.SendAsync(HttpMethod.Get, "/v2/models/nobody/stats")).Status);
    }

    [Fact]
    public async Task Stats_OverRestAfterARun_HaveItsBatch()
    {
        await host.Inference.ModelInferAsync(Weights(4));

        var model = JsonDocument.Parse((await host.SendAsync(HttpMethod.Get, "/v2/models/m/stats")).Body).RootElement.GetProperty("model_stats")[0];

        Assert.Equal((4, 1), (model.GetProperty("batch_stats")[0].GetProperty("batch_size").GetInt32(), model.GetProperty("batch_stats")[0].GetProperty("compute_infer").GetProperty("count").GetInt32()));
        Assert.True(model.GetProperty("inference_stats").GetProperty("success").GetProperty("ns").GetInt64() > 0);
    }

    private async Task<ModelStatistics> OneAsync(string name) => (await host.Inference.ModelStatisticsAsync(new ModelStatisticsRequest { Name = name })).ModelStats.Single();

    private async Task<string[]> VersionsAsync(string name, string version) =>
        [.. (await host.Inference.ModelStatisticsAsync(new ModelStatisticsRequest { Name = name, Version = version })).ModelStats.Select(m => m.Version)];

    private static ModelInferRequest Weights(int rows)
    {
        var request = Floats("m", "a", rows, 1);
        request.Inputs.Add(Floats("m", "b", rows, 1).Inputs);
        request.RawInputContents.Add(ByteString.CopyFrom(new byte[4 * rows]));
        return request;
    }

    private static ModelInferRequest Floats(string model, string input, int rows, int columns) => new()
    {
        ModelName = model,
        Inputs = { new InputTensor { Name = input, Datatype = "FP32", Shape = { rows, columns } } },
        RawInputContents = { ByteString.CopyFrom(new byte[4 * rows * columns]) },
    };
}
