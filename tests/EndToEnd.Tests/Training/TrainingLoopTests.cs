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
