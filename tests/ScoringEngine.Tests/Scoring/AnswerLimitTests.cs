using System.Runtime.InteropServices;
using System.Text;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Tests.Rest;
using FedMl.Tests.Onnx;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.ScoringEngine.Tests.Scoring;

/// <summary>What a graph makes of a small request is bounded too, on both sides of each limit.</summary>
public sealed class AnswerLimitTests(AnswerLimitTests.Started started) : IClassFixture<AnswerLimitTests.Started>
{
    private const int MaxElements = 5000;
    private const int MaxBytes = 8192;
    private const int Columns = 1000;

    private readonly RunningScoring host = started.Host;

    [Theory]
    [InlineData(MaxBytes / 8, true)]
    [InlineData(MaxElements + 1, false)]
    public async Task Infer_OutputThatOnlyTheRunTells_IsBoundedInElements(int elements, bool answered)
    {
        var request = Request("zeros", "n", "INT64", MemoryMarshal.AsBytes<long>([elements]));

        await AssertAsync(request, answered, $"Output 'y' has more than {MaxElements} elements.");
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task Infer_Rows_AreAsManyAsTheWidestOutputHasRoomFor(int rows, bool fits)
    {
        var answer = await new InferRequestMessage { Model = "wide", Json = Json("x", "FP32", rows, string.Join(',', Enumerable.Repeat("1", rows))) }.SendAsync(host);

        // Five rows fit as elements, and are then too many bytes.
        Assert.Equal(fits ? 413 : 400, answer.Status);
        Assert.Equal(fits ? $"The answer is larger than {MaxBytes} bytes." : "inference request batch-size must be <= 5 for 'wide'", answer.Error);
        Assert.Equal(5, (await host.Inference.ModelConfigAsync(new ModelConfigRequest { Name = "wide" })).Config.MaxBatchSize);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Infer_RestAnswer_IsBoundedInBytes(bool binary)
    {
        // All numbers of elements that are tried have four digits, so the rest of the answer is always as long.
        var rest = (await SendAsync(1000, binary)).Length - (1000 * BytesOf(binary));
        var most = (MaxBytes - rest) / BytesOf(binary);

        var largest = await SendAsync(most, binary);
        var refused = await new InferRequestMessage { Model = "zeros", Json = Json("n", "INT64", 1, $"{most + 1}", binary) }.SendAsync(host);

        Assert.Equal(rest + (most * BytesOf(binary)), largest.Length);
        Assert.Equal((413, $"The answer is larger than {MaxBytes} bytes."), (refused.Status, refused.Error));
    }

    // A comma and a zero, or a float.
    private static int BytesOf(bool binary) => binary ? sizeof(float) : 2;

    private async Task<byte[]> SendAsync(int elements, bool binary)
    {
        var answer = await new InferRequestMessage { Model = "zeros", Json = Json("n", "INT64", 1, $"{elements}", binary) }.SendAsync(host);
        Assert.Equal(200, answer.Status);
        return [.. Encoding.UTF8.GetBytes(answer.Json), .. answer.Binary];
    }

    private async Task AssertAsync(ModelInferRequest request, bool answered, string error)
    {
        if (answered)
        {
            Assert.Single((await host.Inference.ModelInferAsync(request)).RawOutputContents);
            return;
        }

        var refused = await Assert.ThrowsAsync<RpcException>(() => host.Inference.ModelInferAsync(request).ResponseAsync);
        Assert.Equal((StatusCode.ResourceExhausted, error), (refused.StatusCode, refused.Status.Detail));
    }

    private static string Json(string name, string datatype, int rows, string data, bool binary = false) => $$$"""
        {"inputs":[{"name":"{{{name}}}","datatype":"{{{datatype}}}","shape":[{{{rows}}},1],"data":[{{{data}}}]}],"parameters":{"binary_data_output":{{{(binary ? "true" : "false")}}}}}
        """;

    private static ModelInferRequest Request(string model, string name, string datatype, ReadOnlySpan<byte> content) => new()
    {
        ModelName = model,
        Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = datatype, Shape = { 1, 1 } } },
        RawInputContents = { ByteString.CopyFrom(content) },
    };

    public sealed class Started : IAsyncLifetime
    {
        internal RunningScoring Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await RunningScoring.StartAsync(
            r =>
            {
                r.Publish("zeros", "1", ("model.onnx", Graphs.Zeros()));
                r.Publish("wide", "1", ("model.onnx", Graphs.Widened(Columns)));
            },
            "--ScoringEngine:MaxTensorElements", $"{MaxElements}", "--Limits:MaxMessageBytes", $"{MaxBytes}");

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
