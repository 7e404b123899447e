using System.Text;
using System.Text.Json;

namespace FedMl.EndToEnd.Tests.Training;

/// <summary>A job from the README's call to the model that answers, on the embedded defaults.</summary>
public sealed class TrainingLoopTests(LocalProcess local) : IClassFixture<LocalProcess>
{
    [Fact]
    public async Task Submit_OfTheSample_TrainsOnTheBusinessData()
    {
        var lines = await SubmitAsync("breast-cancer");

        var states = lines.Where(line => line.TryGetProperty("state", out _)).Select(line => line.GetProperty("state").GetProperty("state").GetString());
        Assert.Equal("JOB_STATE_SUCCEEDED", states.Last());
        Assert.Contains(lines, line => line.TryGetProperty("log", out var log) && log.GetProperty("lines")[0].GetString()!.StartsWith("breast-cancer: ", StringComparison.Ordinal));
        var metrics = lines.Single(line => line.TryGetProperty("metrics", out _)).GetProperty("metrics").GetProperty("values");
        Assert.InRange(metrics.GetProperty("holdOut.accuracy").GetDouble(), 0.9, 1);
        Assert.Equal(569, metrics.GetProperty("rows").GetDouble() + metrics.GetProperty("holdOut.rows").GetDouble());
    }

    [Fact]
    public async Task Submit_OfTheSample_RegistersAVersionThatAnswers()
    {
        var lines = await SubmitAsync("breast-cancer");

        var version = lines.Single(line => line.TryGetProperty("version", out _)).GetProperty("version").GetString()!;
        Assert.All(lines.Where(line => line.TryGetProperty("decision", out _)), line => Assert.True(line.GetProperty("decision").GetProperty("passed").GetBoolean(), line.ToString()));
        // The champion is the version that the job made; it answers when it is loaded.
        var answered = "";
        await LocalProcess.UntilAsync(async () => (answered = await VersionThatAnswersAsync("breast-cancer")) == version, () => answered);
        var card = await File.ReadAllTextAsync(Path.Combine(local.Folder, "samples", "models", "breast-cancer", version, "model-card.md"));
        Assert.Contains("- input.rows.view: `breast_cancer_training`", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WithAShadow_ComparesAndIsPromotedByHand()
    {
        var lines = await SubmitAsync("iris");
        var version = lines.Single(line => line.TryGetProperty("version", out _)).GetProperty("version").GetString()!;

        var (_, rollout) = await local.SendAsync(HttpMethod.Get, local.Rest, "v1/models/iris/rollout");
        Assert.Equal(version, rollout.GetProperty("rollout").GetProperty("shadow").GetString());
        Assert.Equal("1", await VersionThatAnswersAsync("iris"));

        await local.SendAsync(HttpMethod.Delete, local.Rest, "v1/models/iris/rollout", """{"by":"test","why":"the comparison is good"}""");
        await local.SendAsync(HttpMethod.Put, local.Rest, "v1/models/iris/aliases/champion", $$"""{"version":"{{version}}","by":"test","why":"the comparison is good"}""");
        await LocalProcess.UntilAsync(async () => await VersionThatAnswersAsync("iris") == version);
    }

    private async Task<string> VersionThatAnswersAsync(string model)
    {
        var (status, body) = await local.SendAsync(HttpMethod.Post, local.Rest, $"v1/models/{model}:score", """{"entityKeys":[{"sample_id":"000001"}]}""");
        return status == 200 ? body.GetProperty("version").GetString()! : $"{status} {body}";
    }

    private async Task<JsonElement[]> SubmitAsync(string template)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(local.Rest, "v1/training-jobs"))
        {
            Content = new StringContent($$"""{"template":"{{template}}"}""", Encoding.UTF8, "application/json"),
            Headers = { { "Accept", "application/x-ndjson" } },
        };
        using var response = await http.SendAsync(request, CancellationToken.None);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
