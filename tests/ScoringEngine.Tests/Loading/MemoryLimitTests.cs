using System.Globalization;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Loading;
using FedMl.Tests.Onnx;
using Grpc.Core;
using Prometheus;
using StatusCode = Grpc.Core.StatusCode;

namespace FedMl.ScoringEngine.Tests.Loading;

public sealed class MemoryLimitTests
{
    private static readonly byte[] Graph = LargeGraphs.Scaled(2, 64);
    private static readonly GraphBytes Bytes = GraphBytes.Of(new MemoryStream(Graph), 0);

    [Fact]
    public async Task Load_AtTheLimit_IsReadyAndTellsItsMemory()
    {
        await using var host = await StartAsync(Bytes.SessionBytes);

        var status = await host.StatusAsync("m", "1");

        Assert.True(status!.State == ModelState.Ready, status.Message);
        Assert.InRange(status.MemoryBytes, Bytes.Weights, Bytes.SessionBytes);
    }

    [Fact]
    public async Task Load_OneByteOverTheLimit_IsRefusedWithNumbersAndTheHostLives()
    {
        await using var host = await StartAsync(Bytes.SessionBytes - 1);

        var status = await host.StatusAsync("m", "1");

        Assert.Equal((ModelState.Failed, ErrorReason.ModelLimitReached), (status!.State, status.Reason));
        Assert.Contains($"takes up to {Bytes.SessionBytes} bytes of memory; other versions hold 0, and the limit is {Bytes.SessionBytes - 1}", status.Message, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await host.Inference.ModelInferAsync(new ModelInferRequest { ModelName = "m" }));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    [Fact]
    public async Task RollOut_NewAndOldTogetherOverTheLimit_KeepsTheOldAndLoadsTheNewWhenMemoryIsFree()
    {
        // Two that are loaded hold their weights at least, so a third does not fit; and less than twice
        // as much, so a second does.
        var graph = LargeGraphs.Scaled(2, 1024);
        var bytes = GraphBytes.Of(new MemoryStream(graph), 0);
        await using var host = await RunningScoring.StartAsync(
            r =>
            {
                r.Publish("m", "1", ("model.onnx", graph));
                r.Publish("other", "1", ("model.onnx", graph));
            },
            "--ScoringEngine:MaxModelBytes", $"{bytes.SessionBytes + (2 * bytes.Weights) - 1}",
            "--ScoringEngine:Models:m:Replicas", "1", "--ScoringEngine:Models:m:SpreadAlone", "false",
            "--ScoringEngine:Models:other:Replicas", "1", "--ScoringEngine:Models:other:SpreadAlone", "false");
        Assert.Equal(ModelState.Ready, (await host.StatusAsync("other", "1"))!.State);

        host.Registry.Publish("m", "2", ("model.onnx", LargeGraphs.Scaled(3, 1024)));
        await host.UntilStateAsync("m", "2", ModelState.Failed);
        Assert.Equal(ErrorReason.ModelLimitReached, (await host.StatusAsync("m", "2"))!.Reason);
        Assert.True((await host.StatusAsync("m", "1"))!.IsDefault);

        host.Registry.Remove("other");
        await host.UntilDefaultAsync("m", "2");
    }

    [Fact]
    public async Task Metric_OfMemory_ComesAndGoesWithTheVersion()
    {
        var name = $"counted-{Guid.NewGuid():N}";
        await using var host = await RunningScoring.StartAsync(r => r.Publish(name, "1", Files()));
        var series = $"fedml_model_memory_bytes{{model=\"{name}\",version=\"1\"}}";

        await RunningScoring.UntilAsync(async () => (await MetricsAsync()).Any(line => line.StartsWith(series, StringComparison.Ordinal)));
        var value = (await MetricsAsync()).Single(line => line.StartsWith(series, StringComparison.Ordinal)).Split(' ')[1];
        Assert.Equal((await host.StatusAsync(name, "1"))!.MemoryBytes, double.Parse(value, CultureInfo.InvariantCulture));

        host.Registry.Remove(name);
        await RunningScoring.UntilAsync(async () => !(await MetricsAsync()).Any(line => line.StartsWith(series, StringComparison.Ordinal)));
    }

    [Fact]
    public void Replicas_ChosenAtLoadBeyondTheLimit_AreFewer()
    {
        using var model = new TestModel(Graph, maxModelBytes: Bytes.SessionBytes);

        Assert.Equal(1, model.Model.Runs.Replicas);
    }

    [Fact]
    public void Replicas_AskedForBeyondTheLimit_AreRefused() =>
        Assert.Throws<ModelMemoryException>(() => new TestModel(Graph, settings => settings.Replicas = 3, Bytes.SessionBytes + Bytes.Weights));

    [Fact]
    public void Replicas_AskedForWithinTheLimit_AreCountedAndGivenBack()
    {
        using var one = new TestModel(Graph, settings => settings.Replicas = 1);
        var three = new TestModel(Graph, settings => settings.Replicas = 3, 3 * Bytes.SessionBytes);

        Assert.True(three.Model.MemoryBytes >= 3 * Bytes.Weights);
        Assert.False(three.Budget.Fits(three.Budget.Limit));
        three.Dispose();
        Assert.True(three.Budget.Fits(three.Budget.Limit));
    }

    private static (string, byte[])[] Files() => [("model.onnx", Graph)];

    private static Task<RunningScoring> StartAsync(long limit) => RunningScoring.StartAsync(
        r => r.Publish("m", "1", Files()),
        "--ScoringEngine:MaxModelBytes", limit.ToString(CultureInfo.InvariantCulture));

    private static async Task<string[]> MetricsAsync()
    {
        using var text = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text);
        return System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n');
    }
}
