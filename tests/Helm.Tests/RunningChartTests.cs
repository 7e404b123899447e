using System.Text;
using System.Text.Json;

namespace FedMl.Helm.Tests;

/// <summary>The pod's four containers as processes of this machine, with the commands and the environment of the chart.</summary>
public sealed class RunningChartTests
{
    [HelmFact]
    public async Task Pod_AsTheChartStartsIt_ScoresByKey()
    {
        await using var pod = await RunningPod.StartAsync();
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(pod.Gateway, "v1/models/breast-cancer:score"))
        {
            Content = new StringContent("""{"entityKeys":[{"sample_id":"000001"}]}""", Encoding.UTF8, "application/json"),
        };

        using var response = await http.SendAsync(request, CancellationToken.None);

        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        Assert.Equal("malignant", JsonDocument.Parse(body).RootElement.GetProperty("predictions")[0].GetProperty("label").GetString());
    }
}
