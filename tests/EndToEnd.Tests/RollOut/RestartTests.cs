using System.Globalization;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Onnx;
using Grpc.Core;

namespace FedMl.EndToEnd.Tests.RollOut;

/// <summary>Models and Scoring as processes of their own, which are killed and started again.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private const string Model = "weighted";

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("fedml-restart-");
    private readonly ModelFolder folder;
    private readonly HostProcess models;
    private readonly HostProcess scoring;
    private readonly HostProcess other;

    public RestartTests()
    {
        var registry = root.CreateSubdirectory("models").FullName;
        folder = new ModelFolder(registry);
        folder.Publish(Model, "1", Graphs.Weighted(1));
        models = new HostProcess("Models", "--Models:Folder", registry, "--Models:StateFolder", Path.Combine(root.FullName, "records"), "--Models:SettleMilliseconds", "50");
        scoring = Scoring("one");
        other = Scoring("other");
        models.Start();
        scoring.Start();
    }

    private string Artifacts => Path.Combine(root.FullName, "one", "artifacts");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await other.DisposeAsync();
        await scoring.DisposeAsync();
        await models.DisposeAsync();
        root.Delete(recursive: true);
    }

    [Theory]
    [InlineData("artifact-half-written", "1")]
    [InlineData("artifact-written", "1")]
    [InlineData("artifact-in-place", null)]
    [InlineData("model-loaded", null)]
    [InlineData("published-half-written", "1")]
    [InlineData("published-in-place", "1")]
    [InlineData("good-written", null)]
    public async Task Kill_AtAFailpointOfTheLoader_LeavesTheLastGoodVersionOrTheWholeNewOne(string failpoint, string? version)
    {
        await UntilDefaultAsync(scoring, "1");
        await scoring.KillAsync();
        scoring.Start(failpoint);
        folder.Publish(Model, "2", Graphs.Weighted(2));
        await scoring.UntilExitAsync();
        await models.KillAsync();

        // Nobody can be asked: what is on the disk must do.
        scoring.Start();
        await UntilAsync(async () => (await DefaultAsync(scoring)) is { } found && (version ?? found) == found);
        await AnswersAsync(scoring);
        Assert.Empty(Directory.EnumerateFiles(Artifacts, "*.tmp"));

        models.Start();
        await UntilDefaultAsync(scoring, "2");
        await AnswersAsync(scoring);
    }

    [Fact]
    public async Task Replicas_Converge_GoOnWithoutModelsAndSayHowOldWhatTheyKnowIs()
    {
        folder.Publish(Model, "2", Graphs.Weighted(2));
        other.Start();
        await UntilDefaultAsync(scoring, "2");
        await UntilDefaultAsync(other, "2");

        var steering = new SteeringService.SteeringServiceClient(models.Channel);
        await steering.SetAliasAsync(new SetAliasRequest { Model = Model, Alias = "champion", Version = "1", By = "test", Why = "back" });
        await UntilDefaultAsync(scoring, "1");
        await UntilDefaultAsync(other, "1");
        Assert.Contains("fedml_models_stale_seconds 0\n", await scoring.MetricsTextAsync(), StringComparison.Ordinal);

        await models.KillAsync();
        await UntilAsync(async () => !(await scoring.MetricsTextAsync()).Contains("fedml_models_stale_seconds 0\n", StringComparison.Ordinal));
        await AnswersAsync(scoring);
        await AnswersAsync(other);

        models.Start();
        await UntilAsync(async () => (await scoring.MetricsTextAsync()).Contains("fedml_models_stale_seconds 0\n", StringComparison.Ordinal));
        await steering.SetAliasAsync(new SetAliasRequest { Model = Model, Alias = "champion", Version = "2", By = "test", Why = "forth" });
        await UntilDefaultAsync(scoring, "2");
        await UntilDefaultAsync(other, "2");
    }

    [Fact]
    public async Task Artifact_ThatIsBrokenOnDisk_IsNotServedAndHealsItself()
    {
        await UntilDefaultAsync(scoring, "1");
        await scoring.KillAsync();
        foreach (var file in Directory.EnumerateFiles(Artifacts))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            bytes[^1] ^= 1;
            await File.WriteAllBytesAsync(file, bytes);
        }

        scoring.Start();
        await UntilDefaultAsync(scoring, "1");
        await AnswersAsync(scoring);
    }

    private static async Task AnswersAsync(HostProcess host)
    {
        var request = new ScoreRequest { Model = Model, Records = new Records() };
        request.Records.Columns.Add(new Column { Name = "a", Doubles = new Doubles { Values = { 3, 5 } } });
        request.Records.Columns.Add(new Column { Name = "b", Doubles = new Doubles { Values = { 1, 2 } } });
        for (var i = 0; i < 20; i++)
        {
            var answer = await new ScoringService.ScoringServiceClient(host.Channel).ScoreAsync(request);
            var factor = int.Parse(answer.Version, CultureInfo.InvariantCulture);
            Assert.Equal([(3f * factor) + 1, (5f * factor) + 2], answer.Predictions[0].Floats.Values);
        }
    }

    private static Task UntilDefaultAsync(HostProcess host, string version) => UntilAsync(async () => await DefaultAsync(host) == version);

    private static Task UntilAsync(Func<Task<bool>> condition) => LocalProcess.UntilAsync(async () =>
    {
        try
        {
            return await condition();
        }
        catch (Exception exception) when (exception is RpcException or HttpRequestException)
        {
            // It is starting.
            return false;
        }
    });

    private static async Task<string?> DefaultAsync(HostProcess host) =>
        (await new ScoringService.ScoringServiceClient(host.Channel).ListModelStatusesAsync(new ListModelStatusesRequest { Model = Model }))
            .Statuses.FirstOrDefault(s => s.IsDefault)?.Version;

    private HostProcess Scoring(string state) => new(
        "Scoring", "--Neighbours:Models:Address", models.Address, "--Neighbours:Features:Address", "http://127.0.0.1:1",
        "--ScoringEngine:StateFolder", Path.Combine(root.FullName, state));
}
