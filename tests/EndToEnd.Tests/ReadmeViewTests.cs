using System.Text.Json;
using System.Text.Json.Nodes;

namespace FedMl.EndToEnd.Tests;

/// <summary>The README's feature view over several assets, followed to the letter.</summary>
public sealed class ReadmeViewTests(LocalProcess local) : IClassFixture<LocalProcess>
{
    [Fact]
    public async Task ViewOverSeveralAssets_AnswersWhatTheReadmeSays()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var view = readme.IndexOf("name: order_items", StringComparison.Ordinal);
        var request = readme.IndexOf("-d '", view, StringComparison.Ordinal) + 4;
        var answer = readme.IndexOf("```json", view, StringComparison.Ordinal) + 7;
        await File.WriteAllTextAsync(Path.Combine(local.Folder, "samples", "feature-views", "order_items.yaml"), readme[view..readme.IndexOf("```", view, StringComparison.Ordinal)]);

        while (true)
        {
            var (status, body) = await local.SendAsync(HttpMethod.Post, local.Rest, "/v1/features", readme[request..readme.IndexOf('\'', request)]);
            if (status == 404)
            {
                // It is taken up within a second, and nobody is told.
                Assert.Empty((await local.SendAsync(HttpMethod.Get, local.Rest, "/v1/feature-views")).Body.GetProperty("faults").EnumerateArray());
                await Task.Delay(100);
                continue;
            }

            Assert.True(
                status == 200 && JsonNode.DeepEquals(JsonNode.Parse(readme[answer..readme.IndexOf("```", answer, StringComparison.Ordinal)]), JsonNode.Parse(body.GetRawText())),
                JsonSerializer.Serialize(body));
            return;
        }
    }
}
