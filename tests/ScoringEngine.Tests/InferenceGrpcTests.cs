using System.Runtime.InteropServices;
using System.Text;
using FedMl.Protos.Inference;
using FedMl.Tests.Onnx;
using Google.Protobuf;
using Grpc.Core;
using InputTensor = FedMl.Protos.Inference.ModelInferRequest.Types.InferInputTensor;

namespace FedMl.ScoringEngine.Tests;

public sealed class InferenceGrpcTests : IAsyncLifetime
{
    private static readonly (Element Element, string Datatype, int Size)[] Numbers =
    [
        (Element.Bool, "BOOL", 1), (Element.UInt8, "UINT8", 1), (Element.UInt16, "UINT16", 2), (Element.UInt32, "UINT32", 4), (Element.UInt64, "UINT64", 8),
        (Element.Int8, "INT8", 1), (Element.Int16, "INT16", 2), (Element.Int32, "INT32", 4), (Element.Int64, "INT64", 8),
        (Element.Float16, "FP16", 2), (Element.Float, "FP32", 4), (Element.Double, "FP64", 8),
    ];

    private RunningScoring host = null!;

    public static TheoryData<string, int> Datatypes
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var (_, datatype, size) in Numbers)
            {
                data.Add(datatype, size);
            }

            return data;
        }
    }

    public async Task InitializeAsync() => host = await RunningScoring.StartAsync(
        r =>
        {
            foreach (var (element, datatype, _) in Numbers)
            {
                r.Publish("same-" + datatype, "1", ("model.onnx", Graphs.Identity(element, -1, 2)));
            }

            r.Publish("same-BYTES", "1", ("model.onnx", Graphs.Identity(Element.String, -1, 2)));
            r.Publish("simple", "1", ("model.onnx", Graphs.SumAndDifference()));
            r.Publish("zip", "1", ("model.onnx", Graphs.ZipMapClassifier()));
            r.Publish("even", "1", ("model.onnx", Graphs.OnlyEvenRows()));
        },
        "--ScoringEngine:MaxRows",
        "100");

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Datatypes))]
    public async Task ModelInfer_RawOfEveryDatatype_ComesBackBitForBit(string datatype, int size)
    {
        var bytes = new byte[4 * size];
        new Random(1).NextBytes(bytes);
        if (datatype == "BOOL")
        {
            bytes = [1, 0, 0, 1];
        }

        var response = await host.Inference.ModelInferAsync(Raw("same-" + datatype, datatype, [2, 2], bytes));

        Assert.Equal(bytes, response.RawOutputContents.Single().ToByteArray());
        Assert.Equal((datatype, "1"), (response.Outputs.Single().Datatype, response.ModelVersion));
        Assert.Equal([2L, 2L], response.Outputs.Single().Shape);
    }

    [Fact]
    public async Task ModelInfer_RawTexts_ComeBack()
    {
        byte[] raw = [.. RawText("a"), .. RawText(""), .. RawText("äöü"), .. RawText("with\0nul")];

        var response = await host.Inference.ModelInferAsync(Raw("same-BYTES", "BYTES", [2, 2], raw));

        Assert.Equal(raw, response.RawOutputContents.Single().ToByteArray());
    }

    [Fact]
    public async Task ModelInfer_TypedAndTypedWanted_AnswersTyped()
    {
        var request = Typed("simple", "INPUT0", Enumerable.Range(0, 16));
        request.Inputs.Add(Typed("simple", "INPUT1", Enumerable.Repeat(1, 16)).Inputs[0]);
        request.Parameters["binary_data_output"] = new InferParameter { BoolParam = false };
        request.Id = "id-7";

        var response = await host.Inference.ModelInferAsync(request);

        Assert.Equal("id-7", response.Id);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => i + 1), response.Outputs[0].Contents.IntContents);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => i - 1), response.Outputs[1].Contents.IntContents);
        Assert.Empty(response.RawOutputContents);
    }

    [Fact]
    public async Task ModelInfer_RequestedOutputs_ComeInTheOrderAsked()
    {
        var request = Typed("simple", "INPUT0", Enumerable.Range(0, 16));
        request.Inputs.Add(Typed("simple", "INPUT1", Enumerable.Repeat(1, 16)).Inputs[0]);
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "OUTPUT1" });
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "OUTPUT0" });

        Assert.Equal(["OUTPUT1", "OUTPUT0"], (await host.Inference.ModelInferAsync(request)).Outputs.Select(o => o.Name));
    }

    [Fact]
    public async Task ModelInfer_SequenceOfMaps_ComesAsMatrix()
    {
        var response = await host.Inference.ModelInferAsync(Raw("zip", "FP32", [2, 2], MemoryMarshal.AsBytes<float>([0, 0, 0, 200]).ToArray()));

        var probabilities = MemoryMarshal.Cast<byte, float>(response.RawOutputContents[1].Span).ToArray();
        Assert.Equal([2L, 2L], response.Outputs[1].Shape);
        Assert.Equal([0.5f, 0.5f, 0f, 1f], probabilities);
    }

    public static TheoryData<string, Action<ModelInferRequest>, string> BadRequests => new()
    {
        { "unknown input", r => r.Inputs[0].Name = "z", "unexpected inference input 'z'" },
        { "missing input", r => r.Inputs.Clear(), "unable to find data for input tensor 'x'" },
        { "wrong datatype", r => r.Inputs[0].Datatype = "FP64", "of type 'FP64', expected datatype 'FP32'" },
        { "no datatype", r => r.Inputs[0].Datatype = "FLOAT", "inputs[0].datatype" },
        { "wrong rank", r => r.Inputs[0].Shape.Add(1), "unexpected shape for input 'x'" },
        { "wrong dimension", r => r.Inputs[0].Shape[1] = 3, "unexpected shape for input 'x'" },
        { "negative dimension", r => r.Inputs[0].Shape[0] = -1, "unexpected shape for input 'x'" },
        { "overflow", r => r.Inputs[0].Shape[0] = long.MaxValue, "more than" },
        { "no rows", r => (r.Inputs[0].Shape[0], r.RawInputContents[0]) = (0, ByteString.Empty), "at least one row" },
        { "too many rows", r => (r.Inputs[0].Shape[0], r.RawInputContents[0]) = (101, ByteString.CopyFrom(new byte[808])), "batch-size must be <= 100" },
        { "one byte short", r => r.RawInputContents[0] = ByteString.CopyFrom(new byte[15]), "input byte size mismatch for input 'x'" },
        { "raw and typed", r => r.Inputs[0].Contents = new InferTensorContents { Fp32Contents = { 1, 2, 3, 4 } }, "contents field must not be specified when using raw_input_contents" },
        { "two raw for one input", r => r.RawInputContents.Add(ByteString.Empty), "does not match the expected number of raw input contents (2)" },
        { "typed in another field", r => { r.RawInputContents.Clear(); r.Inputs[0].Contents = new InferTensorContents { Fp64Contents = { 1, 2, 3, 4 } }; }, "field of another datatype" },
        { "too few typed", r => { r.RawInputContents.Clear(); r.Inputs[0].Contents = new InferTensorContents { Fp32Contents = { 1 } }; }, "unexpected number of values 1" },
        { "unknown output", r => r.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "q" }), "unexpected inference output 'q'" },
        { "input twice", r => { r.Inputs.Add(r.Inputs[0].Clone()); r.RawInputContents.Add(r.RawInputContents[0]); }, "an input is there twice" },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task ModelInfer_BadRequest_IsInvalidArgument(string what, Action<ModelInferRequest> spoil, string message)
    {
        var request = Raw("same-FP32", "FP32", [2, 2], new byte[16]);
        spoil(request);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await host.Inference.ModelInferAsync(request));

        Assert.True(error.StatusCode == StatusCode.InvalidArgument, $"{what}: {error.Status}");
        Assert.Contains(message, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelInfer_ModelFailsOnThisInput_SaysSoWithoutInnards()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await host.Inference.ModelInferAsync(Raw("even", "FP32", [3, 1], new byte[12])));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.DoesNotContain("Reshape", error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(8, (await host.Inference.ModelInferAsync(Raw("even", "FP32", [2, 1], new byte[8]))).RawOutputContents[0].Length);
    }

    [Fact]
    public async Task ModelInfer_UnknownModel_StartsAsClientsExpect()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await host.Inference.ModelInferAsync(Raw("nobody", "FP32", [1], new byte[4])));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.StartsWith("Request for unknown model", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_OfServerAndModel_TellsNamesAndShapes()
    {
        var server = await host.Inference.ServerMetadataAsync(new ServerMetadataRequest());
        var model = await host.Inference.ModelMetadataAsync(new ModelMetadataRequest { Name = "simple" });

        Assert.Equal("fedml", server.Name);
        Assert.Equal(["INPUT0", "INPUT1"], model.Inputs.Select(i => i.Name));
        Assert.Equal([-1L, 16L], model.Inputs[0].Shape);
        Assert.Equal(("INT32", "onnx_onnxv1", "1"), (model.Outputs[1].Datatype, model.Platform, model.Versions.Single()));
        Assert.True((await host.Inference.ModelReadyAsync(new ModelReadyRequest { Name = "simple" })).Ready);
        Assert.True((await host.Inference.ServerLiveAsync(new ServerLiveRequest())).Live);
    }

    private static byte[] RawText(string text) => [.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static ModelInferRequest Raw(string model, string datatype, long[] shape, byte[] bytes) => new()
    {
        ModelName = model,
        Inputs = { new InputTensor { Name = "x", Datatype = datatype, Shape = { shape } } },
        RawInputContents = { ByteString.CopyFrom(bytes) },
    };

    private static ModelInferRequest Typed(string model, string input, IEnumerable<int> values) => new()
    {
        ModelName = model,
        Inputs = { new InputTensor { Name = input, Datatype = "INT32", Shape = { 1, 16 }, Contents = new InferTensorContents { IntContents = { values } } } },
    };
}
