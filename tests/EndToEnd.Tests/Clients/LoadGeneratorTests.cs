using Google.Protobuf;

namespace FedMl.EndToEnd.Tests.Clients;

/// <summary>h2load, as the README says. It counts HTTP statuses only; our own statistics tell what was answered.</summary>
public sealed class LoadGeneratorTests(LocalProcess local) : IClassFixture<LocalProcess>
{
    private const int Requests = 2000;

    [ProgramFact("/usr/bin/h2load", "nghttp2-client")]
    public async Task H2Load_OverRest_IsAnswered()
    {
        var body = await WriteAsync("iris.json", """{"inputs":[{"name":"X","datatype":"FP32","shape":[1,4],"data":[5.1,3.5,1.4,0.2]}]}"""u8.ToArray());

        await LoadAsync("--h1", "-c", "8", "-d", body, "-H", "Content-Type: application/json", new Uri(local.ScoringRest, "/v2/models/iris/infer").ToString());
    }

    [ProgramFact("/usr/bin/h2load", "nghttp2-client")]
    public async Task H2Load_OverGrpc_IsAnswered()
    {
        var request = new Protos.Inference.ModelInferRequest
        {
            ModelName = "iris",
            Inputs = { new Protos.Inference.ModelInferRequest.Types.InferInputTensor { Name = "X", Datatype = "FP32", Shape = { 1, 4 } } },
            RawInputContents = { ByteString.CopyFrom([.. new[] { 5.1f, 3.5f, 1.4f, 0.2f }.SelectMany(BitConverter.GetBytes)]) },
        }.ToByteArray();
        var body = await WriteAsync("iris.grpc", [0, 0, 0, 0, (byte)request.Length, .. request]);

        await LoadAsync("-c", "4", "-m", "16", "-d", body, "-H", "content-type: application/grpc", "-H", "te: trailers", new Uri(local.Grpc, "/inference.GRPCInferenceService/ModelInfer").ToString());
    }

    private async Task LoadAsync(params string[] args)
    {
        var (before, _) = await CountAsync();

        var output = await ForeignProgram.RunAsync("/usr/bin/h2load", ["-n", $"{Requests}", .. args]);

        Assert.Contains($"{Requests} succeeded, 0 failed, 0 errored, 0 timeout", output, StringComparison.Ordinal);
        Assert.Contains($"status codes: {Requests} 2xx", output, StringComparison.Ordinal);
        Assert.Equal((before + Requests, 0), await CountAsync());
    }

    private async Task<(long Success, long Fail)> CountAsync()
    {
        var (_, statistics) = await local.SendAsync(HttpMethod.Get, local.ScoringRest, "/v2/models/iris/stats");
        long Count(string phase) => statistics.GetProperty("model_stats")[0].GetProperty("inference_stats").GetProperty(phase).GetProperty("count").GetInt64();
        return (Count("success"), Count("fail"));
    }

    private async Task<string> WriteAsync(string name, byte[] bytes)
    {
        var path = Path.Combine(local.Folder, name);
        await File.WriteAllBytesAsync(path, bytes);
        return path;
    }
}
