using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.Tests.Onnx;
using Prometheus;

namespace FedMl.ScoringEngine.Tests.Rollouts;

public sealed class ShadowTests
{
    private static int models;

    // Counters are the process's: a name of its own for each test.
    private readonly string model = $"shadowed{Interlocked.Increment(ref models)}";

    [Theory]
    [InlineData(1f, "same")]
    [InlineData(1.00001f, "same")]
    [InlineData(2f, "different")]
    public async Task Shadow_OfAnAnsweredRequest_IsComparedAndNeverReturned(float factor, string result)
    {
        await using var host = await StartAsync(Weighted.Files(factor));

        for (var i = 0; i < 20; i++)
        {
            var answer = await host.Scoring.ScoreAsync(Request());
            Assert.Equal(("1", 3f), (answer.Version, answer.Predictions[0].Floats.Values[0]));
            await UntilAsync(result, i + 1);
        }

        Assert.True((await host.StatusAsync(model, "2"))!.IsShadow);
        Assert.Equal(0, (await host.StatusAsync(model, "2"))!.Weight);
    }

    [Fact]
    public async Task Shadow_ThatTakesOtherInputs_IsIncompatibleAndHurtsNobody()
    {
        await using var host = await StartAsync([("model.onnx", Graphs.SumAndDifference())]);

        Assert.Equal("1", (await host.Scoring.ScoreAsync(Request())).Version);

        await UntilAsync("incompatible", 1);
    }

    [Fact]
    public async Task Shadow_OfARequestThatIsTooLarge_IsDroppedAndCounted()
    {
        await using var host = await StartAsync(
            Weighted.Files(1), "--ScoringEngine:Shadow:MaxRequestBytes", "1024");

        // More than the limit of bytes: dropped whatever waits.
        var request = Request();
        request.Records.Columns.Clear();
        request.Records.Columns.Add(Weighted.Doubles("a", [.. Enumerable.Repeat(3d, 100)]));
        request.Records.Columns.Add(Weighted.Doubles("b", [.. Enumerable.Repeat(0d, 100)]));
        Assert.Equal("1", (await host.Scoring.ScoreAsync(request)).Version);

        await UntilAsync("dropped", 1);
    }

    [Fact]
    public async Task Shadow_ThatDoesNotEnd_LosesWhatIsTooMuchAndHoldsUpNobody()
    {
        const int Requests = 12;
        const int Waiting = 2;
        await using var host = await StartedAsync(RunningScoring.StartAsync(
            r =>
            {
                r.Publish(model, "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 1)));
                r.Publish(model, "2", ("model.onnx", Graphs.Spinning()));
                Steer(r);
            },
            "--ScoringEngine:Shadow:MaxWaiting", $"{Waiting}", "--ScoringEngine:Shadow:TimeoutSeconds", "600"));

        for (var i = 0; i < Requests; i++)
        {
            // Rounds of the shadow's loop: more than anybody waits for.
            var request = new Protos.Inference.ModelInferRequest { ModelName = model };
            request.Inputs.Add(new Protos.Inference.ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Shape = { 1, 1 }, Contents = new Protos.Inference.InferTensorContents { Fp32Contents = { 1e15f } } });
            var answer = await host.Inference.ModelInferAsync(request);
            Assert.Equal(("1", 1e15f), (answer.ModelVersion, BitConverter.ToSingle(answer.RawOutputContents.Count > 0 ? answer.RawOutputContents[0].Span : BitConverter.GetBytes(answer.Outputs[0].Contents.Fp32Contents[0]))));
        }

        // One runs, two wait.
        await UntilAsync("dropped", Requests - Waiting - 1);
    }

    [Fact]
    public async Task Shadow_OfTexts_SeesTheTexts()
    {
        await using var host = await RunningScoring.StartAsync(r =>
        {
            r.Publish(model, "1", ("model.onnx", Graphs.Words()));
            r.Publish(model, "2", ("model.onnx", Graphs.Words()), ("x.md", [1]));
            Steer(r);
        });
        await host.UntilStateAsync(model, "2", ModelState.Ready);
        var metadata = await host.Inference.ModelMetadataAsync(new Protos.Inference.ModelMetadataRequest { Name = model });
        var request = new Protos.Inference.ModelInferRequest { ModelName = model };
        foreach (var input in metadata.Inputs)
        {
            var tensor = new Protos.Inference.ModelInferRequest.Types.InferInputTensor { Name = input.Name, Datatype = input.Datatype, Contents = new Protos.Inference.InferTensorContents() };
            tensor.Shape.AddRange(input.Shape.Select(d => d < 0 ? 1 : d));
            var elements = (int)tensor.Shape.Aggregate(1L, (a, b) => a * b);
            tensor.Contents.BytesContents.AddRange(Enumerable.Repeat(Google.Protobuf.ByteString.CopyFromUtf8("wört"), elements));
            request.Inputs.Add(tensor);
        }

        await host.Inference.ModelInferAsync(request);

        await UntilAsync("same", 1);
    }

    [Theory]
    [InlineData(double.NaN, double.NaN, true)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, true)]
    [InlineData(1, double.NaN, false)]
    [InlineData(0, 1e-4, true)]
    [InlineData(0, 1.1e-4, false)]
    [InlineData(1e6, 1e6 + 99, true)]
    [InlineData(1e6, 1e6 + 101, false)]
    public void Comparison_OfNumbers_HasItsTolerance(double answered, double shadowed, bool same)
    {
        using var one = new TestModelAnswer(answered);
        using var other = new TestModelAnswer(shadowed);

        Assert.Equal(same, AnswerComparison.AreSame([MirroredTensor.Of(one)], [other]));
    }

    private Task<RunningScoring> StartAsync((string, byte[])[] shadow, params string[] args) => StartedAsync(RunningScoring.StartAsync(
        r =>
        {
            r.Publish(model, "1", Weighted.Files(1));
            r.Publish(model, "2", shadow);
            Steer(r);
        },
        args));

    private async Task<RunningScoring> StartedAsync(Task<RunningScoring> starting)
    {
        var host = await starting;
        await host.UntilStateAsync(model, "2", ModelState.Ready);
        return host;
    }

    private void Steer(RegistryStandIn registry)
    {
        registry.SetAlias(model, "champion", "1");
        registry.SetRollout(model, new Rollout { Weights = { new VersionWeight { Version = "1", Weight = 100 } }, Shadow = "2" });
    }

    private ScoreRequest Request()
    {
        var request = Weighted.Records("", Weighted.Doubles("a", 3), Weighted.Doubles("b", 0));
        request.ClearVersion();
        request.Model = model;
        return request;
    }

    private Task UntilAsync(string result, int count) => RunningScoring.UntilAsync(async () =>
    {
        using var stream = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(stream);
        var text = System.Text.Encoding.UTF8.GetString(stream.ToArray());
        return text.Contains($"fedml_shadow_requests_total{{model=\"{model}\",version=\"2\",result=\"{result}\"}} {count}\n", StringComparison.Ordinal);
    });

    private sealed class TestModelAnswer(double value) : OutputTensor, IDisposable
    {
        private readonly byte[] bytes = BitConverter.GetBytes(value);

        public override string Name => "y";

        public override Datatype Datatype => Datatype.FP64;

        public override ReadOnlySpan<long> Shape => new long[] { 1 };

        public override int ElementCount => 1;

        public override ReadOnlySpan<byte> Bytes => bytes;

        public override ReadOnlySpan<byte> Text(int index) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
