using System.Text.Json.Nodes;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.Protos.Training.V1;

namespace FedMl.Training.Publication;

/// <summary>From outputs to a version that answers: gates, registration, event, roll-out.</summary>
public sealed class LoopTests : IAsyncLifetime
{
    private const string Program = """
        printf '{"accuracy":0.6,"holdOut":{"accuracy":0.5,"logLoss":0.2}}' > metrics.json
        printf 'graph' > model.onnx; mkdir -p more; printf 'x' > more/data; printf '# m\n' > model-card.md
        """;

    private readonly TempFolder folder = new();
    private NeighbourStandIn neighbours = null!;

    public async Task InitializeAsync() => neighbours = await NeighbourStandIn.StartAsync();

    public async Task DisposeAsync()
    {
        await neighbours.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Job_ThatPassesItsGates_RegistersAVersionWithItsLineageAndTellsOthers()
    {
        Template("gates: [ { metric: accuracy, min: 0.6 } ]\nrollout: { policy: direct }");
        neighbours.Registry.Champion = "1";
        neighbours.Registry.NotYet = 2;
        await using var training = await StartAsync();

        var events = await training.WatchAsync((await training.SubmitAsync()).Id);
        var job = await training.GetAsync((await training.Client.ListJobsAsync(new ListJobsRequest())).Jobs.Single().Id);

        Assert.Equal((JobState.Succeeded, "m", "2"), (job.State.State, job.Model, job.Version));
        var (id, version) = neighbours.Registry.Versions.Single();
        Assert.Equal(job.Id, id);
        Assert.Equal(["metrics.json", "model-card.md", "model.onnx", "more/data"], version.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("graph", "x"), (version.Files["model.onnx"], version.Files["more/data"]));
        Assert.Equal((job.Id, "t", "view", job.Inputs[0].Sha256, job.Inputs[0].ViewDigest, "0.6"),
            (version.Tags["job"], version.Tags["template"], version.Tags["input.rows.view"], version.Tags["input.rows.sha256"], version.Tags["input.rows.viewDigest"], version.Tags["metric.accuracy"]));
        Assert.StartsWith("# m\n\n## Lineage\n", version.Files["model-card.md"], StringComparison.Ordinal);
        Assert.Contains("gate accuracy: passed, is not below its least (value 0.6, min 0.6)", version.Files["model-card.md"], StringComparison.Ordinal);

        var published = JsonNode.Parse(await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder.Events))))!;
        Assert.Equal(("1.0", "fedml.model.published", "m/2", $"local.{job.Id}.published"),
            ((string?)published["specversion"], (string?)published["type"], (string?)published["subject"], (string?)published["id"]));
        Assert.Equal((string?)published["id"], events.Single(e => e.Published.Length > 0).Published);
        Assert.Equal("2", neighbours.Registry.Champion);
        Assert.Equal(["gate accuracy", "rollout direct"], job.Decisions.Select(d => d.Subject));
        Assert.Contains("before it was version 1", job.Decisions[1].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_ThatFailsAGate_RegistersNothing()
    {
        Template("gates: [ { metric: accuracy, min: 0.5 }, { metric: accuracy, min: 0.61 }, { metric: none, max: 1 } ]\nrollout: { policy: direct }");
        await using var training = await StartAsync();

        var job = await training.EndAsync((await training.SubmitAsync()).Id);

        Assert.Equal((JobState.Rejected, ""), (job.State.State, job.Version));
        Assert.Equal([true, false, false], job.Decisions.Select(d => d.Passed));
        Assert.Equal(new Dictionary<string, double> { ["value"] = 0.6, ["min"] = 0.61 }, job.Decisions[1].Numbers);
        Assert.Empty(neighbours.Registry.Versions);
        Assert.False(Directory.Exists(folder.Events));
    }

    // The hold-out has k0 (0.1, plain) and k5 (5.1, plain); the command says that it found half of them.
    [Theory]
    [InlineData("accuracy", 0.49, "plain", 0.9, JobState.Rejected, 1)]
    [InlineData("accuracy", 0.5, "plain", 0.9, JobState.Succeeded, 1)]
    [InlineData("accuracy", 0, "other", 0.9, JobState.Succeeded, 0)]
    [InlineData("logLoss", 0, "plain", 0.9, JobState.Rejected, 0.10536)]
    [InlineData("logLoss", 0.1, "plain", 0.9, JobState.Succeeded, 0.10536)]
    public async Task Job_WithAChampion_IsComparedOnTheSameRows(string measure, double tolerance, string label, double probability, JobState state, double champion)
    {
        Template($"gates: [ {{ metric: holdOut.{measure}, champion: {measure}, tolerance: {tolerance} }} ]\nevaluation: {{ input: rows, truth: text, label: label, probability: p }}");
        neighbours.Registry.Champion = "1";
        neighbours.Registry.Answer = _ => (label, probability);
        await using var training = await StartAsync();

        var job = await training.EndAsync((await training.SubmitAsync()).Id);

        Assert.Equal(state, job.State.State);
        Assert.Equal(champion, job.Decisions[0].Numbers["champion"], 4);
        Assert.Equal(2, job.Decisions[0].Numbers["rows"]);
    }

    [Theory]
    [InlineData(null, ModelState.Ready, "there is no champion")]
    [InlineData("1", ModelState.Failed, "cannot be loaded")]
    public async Task Job_WithoutAChampionThatAnswers_PassesAndSaysSo(string? champion, ModelState state, string why)
    {
        Template("gates: [ { metric: holdOut.accuracy, champion: accuracy } ]\nevaluation: { input: rows, truth: text, label: label }");
        (neighbours.Registry.Champion, neighbours.Registry.ChampionState) = (champion, state);
        await using var training = await StartAsync();

        var job = await training.EndAsync((await training.SubmitAsync()).Id);

        Assert.Equal(JobState.Succeeded, job.State.State);
        Assert.Contains(why, job.Decisions[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_WhoseChampionCannotScoreARow_CountsItAsNotFound()
    {
        Template("gates: [ { metric: holdOut.accuracy, champion: accuracy } ]\nevaluation: { input: rows, truth: text, label: label }");
        neighbours.Registry.Champion = "1";
        neighbours.Registry.Answer = value => value > 5 ? null : ("plain", 1);
        await using var training = await StartAsync();

        var job = await training.EndAsync((await training.SubmitAsync()).Id);

        Assert.Equal(0.5, job.Decisions[0].Numbers["champion"]);
    }

    [Theory]
    [InlineData("manual", "1", null)]
    [InlineData("shadow", "1", "1:100+2")]
    [InlineData("canary", "1", "1:90,2:10+")]
    [InlineData("canary, weight: 25", "1", "1:75,2:25+")]
    [InlineData("shadow", null, null)]
    public async Task Rollout_ByPolicy_SetsIt(string policy, string? champion, string? rollout)
    {
        Template($"rollout: {{ policy: {policy} }}");
        neighbours.Registry.Champion = champion;
        await using var training = await StartAsync();

        var job = await training.EndAsync((await training.SubmitAsync()).Id);

        Assert.Equal((JobState.Succeeded, champion), (job.State.State, neighbours.Registry.Champion));
        Assert.Equal(rollout, neighbours.Registry.Rollouts.Select(r => $"{string.Join(',', r.Weights.Select(w => $"{w.Version}:{w.Weight}"))}+{r.Shadow}").SingleOrDefault());
        Assert.True(job.Decisions.Single().Passed);
    }

    [Fact]
    public async Task Rollout_OfAVersionThatIsNotOffered_SaysWhy()
    {
        Template("rollout: { policy: direct }");
        neighbours.Registry.Problem = "is not signed";
        await using var training = await StartAsync();

        var job = await training.EndAsync((await training.SubmitAsync()).Id);

        Assert.False(job.Decisions.Single().Passed);
        Assert.Contains("is not signed", job.Decisions.Single().Why, StringComparison.Ordinal);
        Assert.Empty(neighbours.Registry.Aliases);
    }

    [Theory]
    [InlineData("register-before")]
    [InlineData("register-after")]
    [InlineData("publish-before")]
    [InlineData("event-half-written")]
    [InlineData("event-in-place")]
    [InlineData("publish-after")]
    [InlineData("rollout-after")]
    public async Task Kill_AtAFailpoint_LeavesOneJobOneVersionOneEvent(string failpoint)
    {
        Template("gates: [ { metric: accuracy, min: 0.6 } ]\nrollout: { policy: direct }");
        neighbours.Registry.Champion = "1";
        var program = folder.Program(Program);
        await using (var killed = await TrainingProcess.StartAsync(folder, neighbours, program, failpoint))
        {
            await killed.SubmitAsync("t", "key");
            await killed.ExitAsync();
        }

        await using var after = await RunningTraining.StartAsync(folder, neighbours, program);
        var job = await after.EndAsync((await after.SubmitAsync("t", "key")).Id);

        Assert.Equal((JobState.Succeeded, "2"), (job.State.State, job.Version));
        Assert.Single((await after.Client.ListJobsAsync(new ListJobsRequest())).Jobs);
        Assert.Equal(1, folder.Runs);
        Assert.Single(neighbours.Registry.Versions);
        Assert.Single(Directory.GetFiles(folder.Events, "*.json"));
        Assert.Single(neighbours.Registry.Aliases);
        Assert.Equal(["gate accuracy", "rollout direct"], job.Decisions.Select(d => d.Subject));
    }

    private Task<RunningTraining> StartAsync() => RunningTraining.StartAsync(folder, neighbours, folder.Program(Program));

    private void Template(string more) =>
        folder.Template("t", $"name: t\nmodel: m\ncommand: [program]\ninputs:\n  - {{ name: rows, view: view, holdOut: 5 }}\n{more}\n");
}
