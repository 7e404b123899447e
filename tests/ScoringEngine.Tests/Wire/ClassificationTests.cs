using System.Text;
using FedMl.Protos.Inference;
using FedMl.Tests.Onnx;
using Google.Protobuf;
using Grpc.Core;
using AskedOutput = FedMl.Protos.Inference.ModelInferRequest.Types.InferRequestedOutputTensor;
using InputTensor = FedMl.Protos.Inference.ModelInferRequest.Types.InferInputTensor;
using StatusCode = Grpc.Core.StatusCode;

namespace FedMl.ScoringEngine.Tests.Wire;

/// <summary>The classification extension over gRPC; what a class is, is tested over REST.</summary>
public sealed class ClassificationTests
{
    [Fact]
    public async Task ModelInfer_WithClasses_AnswersTheBestOfEachRowAsRawTexts()
    {
        await using var host = await RunningScoring.StartAsync(r => r.Publish("m", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 3))));

        var answer = await host.Inference.ModelInferAsync(Request(new InferParameter { Int64Param = 2 }));

        var output = Assert.Single(answer.Outputs);
        Assert.Equal(("BYTES", "2,2"), (output.Datatype, string.Join(',', output.Shape)));
        Assert.Equal(["3:1", "2:2", "9:0", "8:1"], Texts(answer.RawOutputContents[0].Span.ToArray()));
        Assert.Equal("FP32", (await host.Inference.ModelInferAsync(Request(new InferParameter { Uint64Param = 0 }))).Outputs[0].Datatype);
    }

    [Fact]
    public async Task ModelInfer_WithClassesThatAreNoCount_OrOfTexts_NamesTheOutput()
    {
        await using var host = await RunningScoring.StartAsync(r =>
        {
            r.Publish("m", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 3)));
            r.Publish("zip", "1", ("model.onnx", Graphs.ZipMapClassifier()));
        });

        foreach (var wrong in new[] { new InferParameter { Int64Param = -1 }, new InferParameter { StringParam = "2" }, new InferParameter { Uint64Param = ulong.MaxValue } })
        {
            await RefusedAsync(host, Request(wrong), "outputs[0].parameters.classification");
        }

        var texts = new ModelInferRequest
        {
            ModelName = "zip",
            Inputs = { new InputTensor { Name = "x", Datatype = "FP32", Shape = { 1, 2 } } },
            Outputs = { new AskedOutput { Name = "label", Parameters = { ["classification"] = new InferParameter { Int64Param = 1 } } } },
            RawInputContents = { ByteString.CopyFrom(new byte[8]) },
        };
        await RefusedAsync(host, texts, "unsupported type 'BYTES'");
    }

    private static async Task RefusedAsync(RunningScoring host, ModelInferRequest request, string told)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => host.Inference.ModelInferAsync(request).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(told, error.Status.Detail, StringComparison.Ordinal);
    }

    private static ModelInferRequest Request(InferParameter classes) => new()
    {
        ModelName = "m",
        Inputs = { new InputTensor { Name = "x", Datatype = "FP32", Shape = { 2, 3 } } },
        Outputs = { new AskedOutput { Name = "y", Parameters = { ["classification"] = classes } } },
        RawInputContents = { ByteString.CopyFrom([.. new float[] { 1, 3, 2, 9, 8, 7 }.SelectMany(BitConverter.GetBytes)]) },
    };

    private static List<string> Texts(ReadOnlySpan<byte> raw)
    {
        List<string> texts = [];
        while (!raw.IsEmpty)
        {
            var length = BitConverter.ToInt32(raw);
            texts.Add(Encoding.UTF8.GetString(raw.Slice(4, length)));
            raw = raw[(4 + length)..];
        }

        return texts;
    }
}
