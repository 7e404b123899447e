using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FedMl.Protos.Inference;
using FedMl.Tests.Onnx;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using InputTensor = FedMl.Protos.Inference.ModelInferRequest.Types.InferInputTensor;

namespace FedMl.ScoringEngine.Tests.Caching;

public sealed class CachedRequestTests : IAsyncLifetime
{
    private const string Signature = """
        inputs:
          - { name: a }
          - { name: b }
        outputs:
          - { name: score, onnx: score }
        """;

    private RunningScoring host = null!;

    public async Task InitializeAsync() => host = await RunningScoring.StartAsync(
        r =>
        {
            r.Publish("m", "1", Weighted.Files(2, Signature));
            r.Publish("text", "1", ("model.onnx", Graphs.Identity(Element.String, -1, 2)));
            r.Publish("zip", "1", ("model.onnx", Graphs.ZipMapClassifier()));
            r.Publish("plain", "1", Weighted.Files(2, Signature));
        },
        "--ScoringEngine:Models:m:Cache:Enabled", "true", "--ScoringEngine:Models:text:Cache:Enabled", "true", "--ScoringEngine:Models:zip:Cache:Enabled", "true");

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task EqualTensors_ByWhateverWayTheyCome_AreAnsweredByOneRun()
    {
        var first = await host.Inference.ModelInferAsync(Weights("m", 3, 1, "first"));
        var second = await host.Inference.ModelInferAsync(Weights("m", 3, 1, "second"));
        Assert.Equal(("first", "second"), (first.Id, second.Id));
        Assert.Equal([7f, 7f], new[] { first, second }.Select(ScoreOf));

        // What goes by way of the generated message, the stream, REST, and our own call.
        var atLength = Weights("m", 3, 1, "third");
        atLength.Parameters["binary_data_output"] = new InferParameter { BoolParam = false };
        Assert.Equal([7f], (await host.Inference.ModelInferAsync(atLength)).Outputs[0].Contents.Fp32Contents);
        using (var stream = host.Inference.ModelStreamInfer())
        {
            await stream.RequestStream.WriteAsync(Weights("m", 3, 1, "fourth"));
            await stream.RequestStream.CompleteAsync();
            await foreach (var answer in stream.ResponseStream.ReadAllAsync())
            {
                Assert.Equal(("fourth", 7f), (answer.InferResponse.Id, ScoreOf(answer.InferResponse)));
            }
        }

        const string Json = """{"id":"fifth","inputs":[{"name":"b","datatype":"FP32","shape":[1,1],"data":[1]},{"name":"a","datatype":"FP32","shape":[1,1],"data":[3]}]}""";
        var (status, body) = await host.SendAsync(HttpMethod.Post, "/v2/models/m/infer", Json);
        Assert.Equal(200, status);
        Assert.Contains("\"fifth\"", body, StringComparison.Ordinal);
        var scored = await host.Scoring.ScoreAsync(Weighted.Records("", Weighted.Doubles("a", 3), Weighted.Doubles("b", 1)));
        Assert.Equal([7f], scored.Predictions[0].Floats.Values);

        var statistics = await StatisticsAsync("m");
        Assert.Equal((6UL, 5UL, 1UL), (statistics.InferenceStats.Success.Count, statistics.InferenceStats.CacheHit.Count, statistics.InferenceStats.CacheMiss.Count));
        Assert.Equal((1UL, 1UL, 1UL), (statistics.InferenceCount, statistics.ExecutionCount, statistics.InferenceStats.ComputeInfer.Count));
        Assert.True(statistics.InferenceStats.CacheHit.Ns > 0 && statistics.InferenceStats.CacheMiss.Ns > 0);
    }

    [Fact]
    public async Task OtherVersionOrArtifact_IsNeverAnsweredByAnOlderOnesResponses()
    {
        Assert.Equal((7f, 7f), (await ScoreAsync(3, 1), await ScoreAsync(3, 1)));

        host.Registry.Publish("m", "2", Weighted.Files(10, Signature));
        await host.UntilDefaultAsync("m", "2");
        Assert.Equal((31f, 31f), (await ScoreAsync(3, 1), await ScoreAsync(3, 1)));

        // The same version with another artifact.
        host.Registry.Publish("m", "2", Weighted.Files(100, Signature));
        await RunningScoring.UntilAsync(async () => await ScoreAsync(3, 2) == 302);
        Assert.Equal((301f, 301f), (await ScoreAsync(3, 1), await ScoreAsync(3, 1)));
    }

    [Fact]
    public async Task ModelConfig_TellsWhatIsCached()
    {
        Assert.True((await ConfigAsync("m")).ResponseCache.Enable);
        Assert.True((await ConfigAsync("text")).ResponseCache.Enable);
        Assert.Null((await ConfigAsync("zip")).ResponseCache);
        Assert.Null((await ConfigAsync("plain")).ResponseCache);
        Assert.Contains("\"response_cache\":{\"enable\":true}", (await host.SendAsync(HttpMethod.Get, "/v2/models/m/config")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelWithoutCache_RunsEachTime()
    {
        await host.Inference.ModelInferAsync(Weights("plain", 3, 1, ""));
        await host.Inference.ModelInferAsync(Weights("plain", 3, 1, ""));

        var statistics = await StatisticsAsync("plain");
        Assert.Equal((2UL, 0UL, 0UL), (statistics.ExecutionCount, statistics.InferenceStats.CacheHit?.Count ?? 0, statistics.InferenceStats.CacheMiss?.Count ?? 0));
    }

    [Fact]
    public async Task Metrics_CountHitsMissesEvictionsAndBytes()
    {
        await using var small = await RunningScoring.StartAsync(
            r => r.Publish("measured", "1", Weighted.Files(2, Signature)),
            "--ScoringEngine:Models:measured:Cache:Enabled", "true", "--ScoringEngine:Models:measured:Cache:MaxBytes", "1024");
        for (var i = 0; i < 5; i++)
        {
            await small.Inference.ModelInferAsync(Weights("measured", i, 1, ""));
        }

        await small.Inference.ModelInferAsync(Weights("measured", 4, 1, ""));

        // Three responses of 268 bytes have room in 1024.
        var metrics = await MetricsAsync();
        Assert.Contains("""fedml_score_cache_lookups_total{model="measured",result="hit"} 1""", metrics);
        Assert.Contains("""fedml_score_cache_lookups_total{model="measured",result="miss"} 5""", metrics);
        Assert.Contains("""fedml_score_cache_evictions_total{model="measured"} 2""", metrics);
        Assert.Contains("""fedml_score_cache_bytes{model="measured"} 804""", metrics);

        small.Registry.Remove("measured");
        await RunningScoring.UntilAsync(async () => (await MetricsAsync()).Contains("""fedml_score_cache_bytes{model="measured"} 0"""));
    }

    [Theory]
    [InlineData("MaxBytes", 1024L, 1023L)]
    [InlineData("MaxBytes", 1L << 40, (1L << 40) + 1)]
    [InlineData("TimeToLiveSeconds", 0L, -1L)]
    [InlineData("TimeToLiveSeconds", 31_536_000L, 31_536_001L)]
    public async Task Setting_OutOfRange_KeepsTheHostFromStartingAndIsNamed(string setting, long allowed, long refused)
    {
        await (await StartAsync(allowed)).DisposeAsync();

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(refused));
        Assert.Contains($"Models:m: The field {setting}", Assert.Single(fault.Failures), StringComparison.Ordinal);

        Task<RunningScoring> StartAsync(long value) =>
            RunningScoring.StartAsync(null, $"--ScoringEngine:Models:m:Cache:{setting}", value.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<float> ScoreAsync(float a, float b) => ScoreOf(await host.Inference.ModelInferAsync(Weights("m", a, b, "")));

    private async Task<ModelConfig> ConfigAsync(string model) => (await host.Inference.ModelConfigAsync(new ModelConfigRequest { Name = model })).Config;

    private async Task<ModelStatistics> StatisticsAsync(string model) =>
        (await host.Inference.ModelStatisticsAsync(new ModelStatisticsRequest { Name = model })).ModelStats.Single();

    private static async Task<string[]> MetricsAsync()
    {
        using var metrics = new MemoryStream();
        await Prometheus.Metrics.DefaultRegistry.CollectAndExportAsTextAsync(metrics);
        return Encoding.UTF8.GetString(metrics.ToArray()).Split('\n');
    }

    private static float ScoreOf(ModelInferResponse response) => MemoryMarshal.Read<float>(response.RawOutputContents[0].Span);

    private static ModelInferRequest Weights(string model, float a, float b, string id) => new()
    {
        ModelName = model,
        Id = id,
        Inputs =
        {
            new InputTensor { Name = "a", Datatype = "FP32", Shape = { 1, 1 } },
            new InputTensor { Name = "b", Datatype = "FP32", Shape = { 1, 1 } },
        },
        RawInputContents = { ByteString.CopyFrom(BitConverter.GetBytes(a)), ByteString.CopyFrom(BitConverter.GetBytes(b)) },
    };
}
