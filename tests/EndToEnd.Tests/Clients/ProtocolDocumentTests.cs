using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FedMl.EndToEnd.Tests.Clients;

/// <summary>Scoring's own REST port against the Open Inference Protocol's own OpenAPI document.</summary>
public sealed class ProtocolDocumentTests(LocalProcess local) : IClassFixture<LocalProcess>
{
    private const string Model = "/v2/models/iris/versions/1";

    [PrismFact]
    public async Task Answers_OfEveryOperation_FitTheDocument()
    {
        await using var prism = await PrismProxy.StartAsync(local.ScoringRest);

        foreach (var path in new[] { "/v2/health/live", "/v2/health/ready", "/v2/", Model, Model + "/ready" })
        {
            Assert.Equal((path, 200), (path, (await local.SendAsync(HttpMethod.Get, prism.Address, path)).Status));
        }

        const string Request = """{"id":"42","parameters":{"mine":1},"inputs":[{"name":"X","datatype":"FP32","shape":[2,4],"data":[[5.1,3.5,1.4,0.2],[6.3,3.3,6.0,2.5]]}],"outputs":[{"name":"label"}]}""";
        var (status, answer) = await local.SendAsync(HttpMethod.Post, prism.Address, Model + "/infer", Request);
        Assert.Equal(200, status);
        Assert.Equal("""["setosa","virginica"]""", answer.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    [PrismFact]
    public async Task Errors_OfTheServer_FitTheDocument()
    {
        await using var prism = await PrismProxy.StartAsync(local.ScoringRest);

        var (status, answer) = await local.SendAsync(HttpMethod.Post, prism.Address, Model + "/infer", """{"inputs":[{"name":"X","datatype":"FP64","shape":[1,4],"data":[1,2,3,4]}]}""");

        Assert.Equal(400, status);
        Assert.Contains("expected datatype 'FP32'", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [PrismFact]
    public async Task Prism_BeforeAServerThatDoesNotFit_SaysSo()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var other = builder.Build();
        other.Urls.Add("http://127.0.0.1:0");
        other.MapGet("/v2/", () => Results.Json(new { name = 1 }));
        await other.StartAsync();
        await using var prism = await PrismProxy.StartAsync(new Uri(other.Urls.Single()));

        Assert.Equal(500, (await local.SendAsync(HttpMethod.Get, prism.Address, "/v2/")).Status);
        Assert.Equal(422, (await local.SendAsync(HttpMethod.Post, prism.Address, Model + "/infer", """{"inputs":[{"name":"X"}]}""")).Status);
    }
}
