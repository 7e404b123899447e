using System.Text.Json;
using Grpc.Core;

namespace FedMl.EndToEnd.Tests.Clients;

/// <summary>gRPC clients that are not ours, with our protos or with none.</summary>
public sealed class GrpcClientTests(LocalProcess local) : IClassFixture<LocalProcess>
{
    [ToolFact(".bin/buf")]
    public async Task Score_WithBufCurlByReflection_Answers()
    {
        var output = await ForeignProgram.RunAsync(
            Path.Combine(Repository.Tools, "node_modules", ".bin", "buf"),
            "curl", "--http2-prior-knowledge", "--protocol", "grpc", "-d",
            """{"model":"breast-cancer","entityKeys":{"columns":[{"name":"sample_id","strings":{"values":["000001"]}}]}}""",
            new Uri(local.Grpc, "/fedml.scoring.v1.ScoringService/Score").ToString());

        Assert.Contains("\"malignant\"", output, StringComparison.Ordinal);
    }

    [ToolFact("@grpc/grpc-js/package.json")]
    public async Task Score_WithANodeClient_Answers()
    {
        var output = await ForeignProgram.RunAsync("node", Path.Combine(Repository.Tools, "score.mjs"), local.Grpc.Authority, Path.Combine(Repository.Root, "protos"));

        Assert.Equal("""{"label":"malignant","setosa":"setosa"}""", output.Trim());
    }

    [ToolFact("@grpc/grpc-js/package.json")]
    public async Task Extensions_WithANodeClient_Answer()
    {
        var output = await ForeignProgram.RunAsync("node", Path.Combine(Repository.Tools, "extensions.mjs"), local.Grpc.Authority, Path.Combine(Repository.Root, "protos"));

        var answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal(("X", "TYPE_FP32", "[4]"), (Text(answer.GetProperty("input"), "name"), Text(answer.GetProperty("input"), "data_type"), answer.GetProperty("input").GetProperty("dims").GetRawText()));
        Assert.Equal((10_000, "KIND_CPU"), (answer.GetProperty("rows").GetInt32(), Text(answer, "kind")));
        Assert.Equal((2, 1, true), (answer.GetProperty("inferred").GetInt32(), answer.GetProperty("executed").GetInt32(), answer.GetProperty("batched").GetBoolean()));
        Assert.Equal("""["breast-cancer","iris"]""", answer.GetProperty("ready").GetRawText());
        Assert.Equal((StatusCode.PermissionDenied, StatusCode.Unimplemented), ((StatusCode)answer.GetProperty("load").GetInt32(), (StatusCode)answer.GetProperty("memory").GetInt32()));

        static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
    }
}
