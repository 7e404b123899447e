using System.Text;
using System.Text.Json;

namespace FedMl.Helm.Tests;

/// <summary>The pod's four containers as processes of this machine, with the commands and the environment of the chart.</summary>
public sealed class RunningChartTests
{
    private const string Alias = "v1/models/iris/aliases/challenger";
    private const string AliasBody = """{"version":"1","by":"ann","why":"a try"}""";

    [HelmFact]
    public async Task Pod_AsTheChartStartsIt_ScoresByKey()
    {
        await using var pod = await RunningPod.StartAsync();

        var (isSuccess, body) = await SendAsync(pod, HttpMethod.Post, "v1/models/breast-cancer:score", """{"entityKeys":[{"sample_id":"000001"}]}""");

        Assert.True(isSuccess, body);
        Assert.Equal("malignant", JsonDocument.Parse(body).RootElement.GetProperty("predictions")[0].GetProperty("label").GetString());
        (isSuccess, body) = await SendAsync(pod, HttpMethod.Put, Alias, AliasBody);
        Assert.Equal((false, "DISABLED"), (isSuccess, JsonDocument.Parse(body).RootElement.GetProperty("reason").GetString()));
    }

    [HelmFact]
    public async Task Pod_WithVolumesForState_IsSteeredByRequest()
    {
        await using var pod = await RunningPod.StartAsync("volumes.modelsState={\"emptyDir\":{}}", "volumes.scoringState={\"emptyDir\":{}}");

        var (isSuccess, body) = await SendAsync(pod, HttpMethod.Put, Alias, AliasBody);

        Assert.True(isSuccess, body);
    }

    private static async Task<(bool IsSuccess, string Body)> SendAsync(RunningPod pod, HttpMethod method, string path, string json)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(method, new Uri(pod.Gateway, path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var response = await http.SendAsync(request, CancellationToken.None);
        return (response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
