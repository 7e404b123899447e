using System.Text.Json;
using FedMl.EndToEnd.Tests.AzureMl;
using FedMl.EndToEnd.Tests.Soak;
using FedMl.Models.Tools;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Onnx;

namespace FedMl.EndToEnd.Tests.RollOut;

/// <summary>A version comes, is watched, takes over and is taken back, on each registry, while requests flow: none fails, none is answered by a version it should not get.</summary>
public sealed class ScenarioTests
{
    private const string Model = Scored.Model;
    private const string By = "\"by\":\"ann\",\"why\":\"the scenario\"";

    [Fact]
    public Task Scenario_OnTheFolder() => RunAsync(() => Task.FromResult<IScenarioRegistry>(new FolderScenario()));

    [ToolFact(ToolFiles.Azurite)]
    public Task Scenario_OnAzureMl() => RunAsync(async () => new AzureMlScenario(await AzureMlRegistry.StartAsync()));

    private static async Task RunAsync(Func<Task<IScenarioRegistry>> start)
    {
        await using var registry = await start();
        var local = new LocalProcess();
        var samples = Path.Combine(local.Folder, "samples");
        Directory.CreateDirectory(Path.Combine(samples, "models"));
        await registry.PublishAsync(samples, Model, "1", Graphs.Weighted(1));
        registry.DeclareChampion(samples, Model, "1");
        try
        {
            await local.StartAsync(_ => { }, [.. registry.Options, "--ScoringEngine:ReportMilliseconds", "200", "--Models:RereadMilliseconds", "200"]);
            var scenario = new Scenario(local, registry, samples);
            await scenario.UntilWeightAsync("1", 100);
            await scenario.RunAsync();
        }
        finally
        {
            await local.DisposeAsync();
        }
    }

    private sealed class Scenario(LocalProcess local, IScenarioRegistry registry, string samples)
    {
        private readonly WatchedRequests requests = new(local) { Allowed = ["1"] };

        public async Task RunAsync()
        {
            await using var traffic = new Traffic().Add("infer", requests.InferAsync).Add("score", requests.ScoreAsync).Add("rest", requests.RestAsync);

            // A version comes, and an alias of its own by request; the champion goes on answering.
            await registry.PublishAsync(samples, Model, "2", Graphs.Weighted(2));
            await LocalProcess.UntilAsync(async () => (await SendAsync(HttpMethod.Put, "/aliases/challenger", $$"""{"version":"2",{{By}}}""")).Status == 200);
            await LocalProcess.UntilAsync(async () => (await SendAsync(HttpMethod.Post, "/aliases/challenger:score", """{"records":[{"a":3,"b":1}]}""")) is (200, var scored) && scored.GetProperty("version").GetString() == "2");
            await AnswersAsync("1");

            // A shadow by request.
            await OkAsync(HttpMethod.Put, "/rollout", $$"""{"rollout":{"weights":[{"version":"1","weight":100}],"shadow":"2"},{{By}}}""");
            await LocalProcess.UntilAsync(async () => (await local.MetricsTextAsync()).Contains($"fedml_shadow_requests_total{{model=\"{Model}\",version=\"2\",result=\"different\"}}", StringComparison.Ordinal));
            await AnswersAsync("1");
            await OkAsync(HttpMethod.Delete, "/rollout", $$"""{{{By}}}""");

            // Shadow, canary of 10 % and promotion by a plan.
            requests.Allowed = ["1", "2"];
            await OkAsync(HttpMethod.Put, "/rollout/plan", Plan("2", [0, 10, 100], 20, "\"maxErrorRate\":0,\"maxP99Ratio\":1000"));
            await UntilPlanAsync("PLAN_STATE_PROMOTED");
            await UntilWeightAsync("2", 100);
            requests.Allowed = ["2"];
            await AnswersAsync("2");

            // A canary whose predictions are others rolls back.
            await registry.PublishAsync(samples, Model, "9", Graphs.Weighted(9));
            requests.Allowed = ["2", "9"];
            await LocalProcess.UntilAsync(async () => (await SendAsync(HttpMethod.Put, "/rollout/plan", Plan("9", [10, 100], 50, "\"maxDrift\":0.2"))).Status == 200);
            await UntilPlanAsync("PLAN_STATE_ROLLED_BACK");
            await UntilWeightAsync("2", 100);
            requests.Allowed = ["2"];
            await AnswersAsync("2");

            // Back to what the registry declares.
            requests.Allowed = ["1", "2"];
            await OkAsync(HttpMethod.Delete, "/aliases/champion", $$"""{{{By}}}""");
            await UntilWeightAsync("1", 100);
            requests.Allowed = ["1"];
            await AnswersAsync("1");

            await traffic.EndAsync();
            Assert.All(traffic.Counts, kind => Assert.True(kind.Value > 0, kind.Key));
            await CheckAuditAsync();
        }

        public Task UntilWeightAsync(string version, int weight) => LocalProcess.UntilAsync(
            async () => (await new ScoringService.ScoringServiceClient(local.Channel).ListModelStatusesAsync(new ListModelStatusesRequest { Model = Model })).Statuses.Any(s => s.Version == version && s.Weight == weight),
            () => local.Output);

        private async Task CheckAuditAsync()
        {
            var changes = (await OkAsync(HttpMethod.Get, "/changes", null)).GetProperty("changes").EnumerateArray().Reverse().ToArray();
            string Text(JsonElement change, string name) => change.GetProperty(name).GetString()!;
            Assert.Equal(Enumerable.Range(1, changes.Length), changes.Select(c => c.GetProperty("number").GetInt32()));
            Assert.Equal(
                [
                    ("ann", "alias challenger", "", "2"),
                    ("ann", "rollout", "", "1:100 shadow 2"),
                    ("ann", "rollout", "1:100 shadow 2", ""),
                    ("ann", "plan", "", "version 2: 0 % for 1 s, 10 % for 1 s, 100 % for 1 s; at least 20 requests, error rate up to 0, p99 ratio up to 1000"),
                    ("ann", "rollout", "", "1:100 shadow 2"),
                    ("plan", "rollout", "1:100 shadow 2", "1:90 2:10"),
                    ("plan", "rollout", "1:90 2:10", "2:100"),
                    ("plan", "alias champion", "1", "2"),
                    ("plan", "rollout", "2:100", ""),
                    ("plan", "plan", "running", "promoted"),
                    ("ann", "plan", "", "version 9: 10 % for 1 s, 100 % for 1 s; at least 50 requests, drift up to 0.2"),
                    ("ann", "rollout", "", "2:90 9:10"),
                    ("plan", "rollout", "2:90 9:10", ""),
                    ("plan", "plan", "running", "rolled back"),
                    ("ann", "alias champion", "2", "1"),
                ],
                changes.Select(c => (Text(c, "by"), Text(c, "subject"), Text(c, "from"), Text(c, "to"))));
            Assert.All(changes.Where(c => Text(c, "by") == "plan"), c => Assert.Contains(" requests (stable ", Text(c, "why"), StringComparison.Ordinal));
            Assert.StartsWith("drift ", Text(changes[13], "why"), StringComparison.Ordinal);
        }

        private async Task AnswersAsync(string version) => Assert.Equal([version], await requests.NextAnswersAsync(60));

        private static string Plan(string version, int[] weights, int minRequests, string limit)
        {
            var steps = string.Join(',', weights.Select(w => $$"""{"weight":{{w}},"duration":"1s"}"""));
            return $$$"""{"plan":{"version":"{{{version}}}","steps":[{{{steps}}}],"gates":{"minRequests":{{{minRequests}}},{{{limit}}}}},{{{By}}}}""";
        }

        private Task UntilPlanAsync(string state)
        {
            var seen = "";
            return LocalProcess.UntilAsync(
                async () =>
                {
                    var progress = (await OkAsync(HttpMethod.Get, "/rollout/plan", null)).GetProperty("progress");
                    seen = progress.GetRawText();
                    return progress.GetProperty("state").GetString() == state;
                },
                () => seen);
        }

        private Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? json) => local.SendAsync(method, local.Rest, $"/v1/models/{Model}{path}", json);

        private async Task<JsonElement> OkAsync(HttpMethod method, string path, string? json)
        {
            var (status, body) = await SendAsync(method, path, json);
            Assert.True(status == 200, body.GetRawText());
            return body;
        }
    }
}
