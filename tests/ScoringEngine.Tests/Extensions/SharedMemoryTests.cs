using FedMl.Protos.Inference;
using FedMl.Tests.Onnx;
using Google.Protobuf;
using Grpc.Core;
using InputTensor = FedMl.Protos.Inference.ModelInferRequest.Types.InferInputTensor;
using OutputTensor = FedMl.Protos.Inference.ModelInferRequest.Types.InferRequestedOutputTensor;

namespace FedMl.ScoringEngine.Tests.Extensions;

public sealed class SharedMemoryTests : IAsyncLifetime
{
    private RunningScoring host = null!;

    public async Task InitializeAsync() => host = await RunningScoring.StartAsync(r => r.Publish("m", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 1))));

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task EveryCall_OverGrpc_IsNotSupported()
    {
        var client = host.Inference;
        Func<Task>[] calls =
        [
            () => client.SystemSharedMemoryStatusAsync(new()).ResponseAsync,
            () => client.SystemSharedMemoryRegisterAsync(new() { Name = "r", Key = "/k", ByteSize = 4 }).ResponseAsync,
            () => client.SystemSharedMemoryUnregisterAsync(new()).ResponseAsync,
            () => client.CudaSharedMemoryStatusAsync(new()).ResponseAsync,
            () => client.CudaSharedMemoryRegisterAsync(new() { Name = "r", ByteSize = 4 }).ResponseAsync,
            () => client.CudaSharedMemoryUnregisterAsync(new()).ResponseAsync,
        ];
        foreach (var call in calls)
        {
            Assert.StartsWith("Shared memory is not supported", await Refusal.OfAsync(StatusCode.Unimplemented, "NOT_SUPPORTED", call), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("systemsharedmemory")]
    [InlineData("cudasharedmemory")]
    public async Task EveryCall_OverRest_IsNotSupported(string kind)
    {
        foreach (var path in new[] { $"/v2/{kind}", $"/v2/{kind}/region/r" })
        {
            var (status, body) = await host.SendAsync(HttpMethod.Get, path + "/status");
            Assert.Equal(501, status);
            Assert.StartsWith("""{"error":"Shared memory is not supported""", body, StringComparison.Ordinal);
            Assert.Equal(501, (await host.SendAsync(HttpMethod.Post, path + "/register", "{}")).Status);
            Assert.Equal(501, (await host.SendAsync(HttpMethod.Post, path + "/unregister")).Status);
        }
    }

    [Fact]
    public async Task ModelInfer_WithTensorsInSharedMemory_NamesThemAll()
    {
        var region = new InferParameter { StringParam = "r" };
        var request = new ModelInferRequest
        {
            ModelName = "m",
            Inputs = { new InputTensor { Name = "x", Datatype = "FP32", Shape = { 1, 1 }, Parameters = { ["shared_memory_region"] = region } } },
            Outputs = { new OutputTensor { Name = "y", Parameters = { ["shared_memory_region"] = region } } },
        };

        var text = await Refusal.OfAsync(StatusCode.Unimplemented, "NOT_SUPPORTED", () => host.Inference.ModelInferAsync(request).ResponseAsync);

        Assert.Contains("inputs[0].parameters.shared_memory_region", text, StringComparison.Ordinal);
        Assert.Contains("outputs[0].parameters.shared_memory_region", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelInfer_WithOtherParameters_Answers()
    {
        var other = new InferParameter { StringParam = "r" };
        var request = new ModelInferRequest
        {
            ModelName = "m",
            Inputs = { new InputTensor { Name = "x", Datatype = "FP32", Shape = { 1, 1 }, Parameters = { ["other"] = other } } },
            RawInputContents = { ByteString.CopyFrom(1, 2, 3, 4) },
        };

        Assert.Equal(request.RawInputContents, (await host.Inference.ModelInferAsync(request)).RawOutputContents);
    }

    [Theory]
    [InlineData("""{"shared_memory_region":"r","shared_memory_byte_size":4}""", 501, "inputs[0].parameters.shared_memory_region")]
    [InlineData("""{"other":{"shared_memory_region":"r"}}""", 200, "data")]
    [InlineData("null", 200, "data")]
    [InlineData("[1]", 400, "inputs[0].parameters: must be an object")]
    public async Task Infer_OverRest_RefusesTheRegionOnly(string parameters, int expected, string answer)
    {
        var (status, body) = await host.SendAsync(
            HttpMethod.Post,
            "/v2/models/m/infer",
            $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1],"parameters":{{parameters}},"data":[1]}],"outputs":[{"name":"y"}]}""");

        Assert.Equal(expected, status);
        Assert.Contains(answer, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_OverRestWithoutDataButARegion_SaysWhy()
    {
        var (status, body) = await host.SendAsync(
            HttpMethod.Post,
            "/v2/models/m/infer",
            """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1],"parameters":{"shared_memory_region":"r"}}],"outputs":[{"name":"y","parameters":{"shared_memory_region":"s"}}]}""");

        Assert.Equal(501, status);
        Assert.Contains("outputs[0].parameters.shared_memory_region", body, StringComparison.Ordinal);
    }
}
