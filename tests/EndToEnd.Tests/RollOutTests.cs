using System.Text.Json;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;

namespace FedMl.EndToEnd.Tests;

public sealed class RollOutTests(LocalProcess local) : IClassFixture<LocalProcess>
{
    private string Models => Path.Combine(local.Folder, "samples", "models", "iris");

    [Fact]
    public async Task DropVersions_WhileRequestsFlow_NoneFailsAndABrokenOneChangesNothing()
    {
        // The champion would pin version 1.
        File.Delete(Path.Combine(Models, "aliases.yaml"));
        var flowing = new TaskCompletionSource();
        var flow = Task.Run(() => FlowAsync("10", flowing));
        await flowing.Task;

        Drop("2", _ => { });
        await LocalProcess.UntilAsync(async () => await DefaultAsync() == "2");

        Drop("3", folder => Truncate(Path.Combine(folder, "model.onnx")));
        await LocalProcess.UntilAsync(async () => await StateAsync("3") == "FAILED");
        Assert.Equal("2", await DefaultAsync());
        Assert.Contains("fedml_model_failed{model=\"iris\",version=\"3\",reason=\"MODEL_LOAD_FAILED\"} 1", await local.MetricsTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Model iris version 3 cannot be loaded", local.Output, StringComparison.Ordinal);

        Drop("10", _ => { });
        await LocalProcess.UntilAsync(async () => await DefaultAsync() == "10");

        var versions = await flow.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["1", "2", "10"], versions);
    }

    // Returns the versions that answered, in the order of their first answer; any failed request fails the test.
    private async Task<List<string>> FlowAsync(string last, TaskCompletionSource flowing)
    {
        var scoring = new ScoringService.ScoringServiceClient(local.Channel);
        var request = new ScoreRequest { Model = "iris", EntityKeys = new EntityKeys { Columns = { new Column { Name = "sample_id", Strings = new Strings { Values = { "000001", "000101" } } } } } };
        List<string> versions = [];
        while (!versions.Contains(last))
        {
            var answer = await scoring.ScoreAsync(request);
            Assert.Equal(["setosa", "virginica"], answer.Predictions[0].Strings.Values);
            if (!versions.Contains(answer.Version))
            {
                versions.Add(answer.Version);
                flowing.TrySetResult();
            }
        }

        return versions;
    }

    private void Drop(string version, Action<string> spoil)
    {
        var aside = Path.Combine(Models, $".{version}.tmp");
        Repository.CopyFolder(Path.Combine(Repository.Samples, "models", "iris", "1"), aside);
        // Another version has another artifact.
        File.AppendAllText(Path.Combine(aside, "model-card.md"), $"\nversion {version}\n");
        spoil(aside);
        Directory.Move(aside, Path.Combine(Models, version));
    }

    private static void Truncate(string file)
    {
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
    }

    private async Task<JsonElement[]> VersionsAsync() =>
        [.. (await local.SendAsync(HttpMethod.Get, local.Rest, "/v1/models/iris")).Body.GetProperty("versions").EnumerateArray()];

    private async Task<string?> DefaultAsync() => (await VersionsAsync()).Where(v => v.GetProperty("isDefault").GetBoolean()).Select(v => v.GetProperty("version").GetString()).SingleOrDefault();

    private async Task<string?> StateAsync(string version) =>
        (await VersionsAsync()).Where(v => v.GetProperty("version").GetString() == version).Select(v => v.GetProperty("state").GetString()).SingleOrDefault();
}
