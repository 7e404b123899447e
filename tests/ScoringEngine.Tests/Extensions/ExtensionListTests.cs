using System.Text;
using FedMl.Protos.Inference;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Extensions;

/// <summary>The server lists the extensions that answer and no other: each known name is tried.</summary>
public sealed class ExtensionListTests : IAsyncLifetime
{
    private static readonly Dictionary<string, Func<RunningScoring, Task<bool>>> Probes = new()
    {
        ["model_configuration"] = host => AnswersAsync(host, HttpMethod.Get, "/v2/models/m/config"),
        ["model_repository"] = host => AnswersAsync(host, HttpMethod.Post, "/v2/repository/index"),
        ["model_repository(unload_dependents)"] = host => AnswersAsync(host, HttpMethod.Post, "/v2/repository/models/m/unload", """{"parameters":{"unload_dependents":true}}"""),
        ["statistics"] = host => AnswersAsync(host, HttpMethod.Get, "/v2/models/m/stats"),
        ["trace"] = host => AnswersAsync(host, HttpMethod.Get, "/v2/trace/setting"),
        ["logging"] = host => AnswersAsync(host, HttpMethod.Get, "/v2/logging"),
        ["system_shared_memory"] = host => AnswersAsync(host, HttpMethod.Get, "/v2/systemsharedmemory/status"),
        ["cuda_shared_memory"] = host => AnswersAsync(host, HttpMethod.Get, "/v2/cudasharedmemory/status"),
        ["binary_tensor_data"] = AnswersBinaryAsync,
        ["classification"] = host => InfersAsync(host, """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]}],"outputs":[{"name":"y","parameters":{"classification":1}}]}""", "BYTES"),
        ["schedule_policy"] = host => RefusesAsync(host, """{"parameters":{"timeout":"soon"},"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]}]}"""),
        ["sequence"] = host => RefusesAsync(host, """{"parameters":{"sequence_id":1.5},"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]}]}"""),
        ["parameters"] = host => InfersAsync(host, """{"parameters":{"mine":1},"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]}]}""", "mine"),
    };

    private RunningScoring host = null!;

    public async Task InitializeAsync() => host = await RunningScoring.StartAsync(r => r.Publish("m", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 2))));

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Extensions_AreThoseThatAnswer()
    {
        List<string> answering = [];
        foreach (var (name, probe) in Probes)
        {
            if (await probe(host))
            {
                answering.Add(name);
            }
        }

        var metadata = await host.Inference.ServerMetadataAsync(new ServerMetadataRequest());
        Assert.Equal(answering.Order(), metadata.Extensions.Order());
        Assert.Contains($"\"extensions\":[\"{string.Join("\",\"", metadata.Extensions)}\"]", (await host.SendAsync(HttpMethod.Get, "/v2")).Body, StringComparison.Ordinal);
    }

    private static async Task<bool> AnswersAsync(RunningScoring host, HttpMethod method, string path, string? body = null) =>
        (await host.SendAsync(method, path, body)).Status == 200;

    private static async Task<bool> InfersAsync(RunningScoring host, string body, string answer)
    {
        var (status, text) = await host.SendAsync(HttpMethod.Post, "/v2/models/m/infer", body);
        return status == 200 && text.Contains(answer, StringComparison.Ordinal);
    }

    private static async Task<bool> RefusesAsync(RunningScoring host, string body) =>
        (await host.SendAsync(HttpMethod.Post, "/v2/models/m/infer", body)).Status == 400;

    private static async Task<bool> AnswersBinaryAsync(RunningScoring host)
    {
        var json = Encoding.UTF8.GetBytes("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}]}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Rest, "/v2/models/m/infer")) { Content = new ByteArrayContent([.. json, 0, 0, 0, 0, 0, 0, 0, 0]) };
        request.Headers.Add("Inference-Header-Content-Length", json.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var response = await host.Http.SendAsync(request, CancellationToken.None);
        return response.IsSuccessStatusCode;
    }
}
