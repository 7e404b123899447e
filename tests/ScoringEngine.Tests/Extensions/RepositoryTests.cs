using System.Text;
using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Onnx;
using Grpc.Core;

namespace FedMl.ScoringEngine.Tests.Extensions;

public sealed class RepositoryTests : IAsyncLifetime
{
    private RunningScoring host = null!;

    public async Task InitializeAsync()
    {
        host = await RunningScoring.StartAsync(r =>
        {
            r.Publish("a", "1", ("model.onnx", Graphs.SumAndDifference()));
            r.Publish("a", "2", ("model.onnx", Graphs.SumAndDifference()));
            r.Publish("broken", "1", ("model.onnx", Encoding.UTF8.GetBytes("no graph")));
        });
        await host.UntilStateAsync("broken", "1", ModelState.Failed);
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task RepositoryIndex_OnTheWire_ListsEveryPublishedVersion()
    {
        var index = await WireMessage.CallAsync(host, "RepositoryIndex");

        Assert.Equal([("a", "1", "UNAVAILABLE"), ("a", "2", "READY"), ("broken", "1", "UNAVAILABLE")], index.Messages(1).Select(m => (m.Text(1), m.Text(2), m.Text(3))));
        Assert.Contains("ONNX Runtime cannot load", index.Messages(1)[2].Text(4), StringComparison.Ordinal);
        Assert.DoesNotContain(4, index.Messages(1)[1].Fields);
    }

    [Fact]
    public async Task RepositoryIndex_OfReadyOnes_LeavesTheOthersOut() =>
        Assert.Equal([("a", "2")], (await host.Inference.RepositoryIndexAsync(new RepositoryIndexRequest { Ready = true })).Models.Select(m => (m.Name, m.Version)));

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"ready":false}""")]
    [InlineData("""{"ready":null,"unknown":[1]}""")]
    public async Task Index_OverRest_IsAListOfAll(string? body)
    {
        var (status, answer) = await host.SendAsync(HttpMethod.Post, "/v2/repository/index", body);

        Assert.Equal(200, status);
        Assert.StartsWith("""[{"name":"a","version":"1","state":"UNAVAILABLE","reason":"not loaded; it is loaded when it is asked for"},{"name":"a","version":"2","state":"READY","reason":""},{"name":"broken",""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_OverRestOfReadyOnes_LeavesTheOthersOut() =>
        Assert.Equal(
            (200, """[{"name":"a","version":"2","state":"READY","reason":""}]"""),
            await host.SendAsync(HttpMethod.Post, "/v2/repository/index", """{"ready":true}"""));

    [Theory]
    [InlineData("""{"ready":"yes"}""", 400, "ready: must be true or false")]
    [InlineData("[]", 400, "must be a JSON object")]
    [InlineData("{", 400, "not JSON")]
    [InlineData("""{"ready":true,"ready":false}""", 400, "not JSON")]
    public async Task Index_WithABodyThatIsNone_Is400(string body, int expected, string error)
    {
        var (status, answer) = await host.SendAsync(HttpMethod.Post, "/v2/repository/index", body);

        Assert.Equal(expected, status);
        Assert.Contains(error, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task Index_BodyAtTheLimit_PassesAndOneByteMoreDoesNot(int more, int expected) =>
        Assert.Equal(expected, (await host.SendAsync(HttpMethod.Post, "/v2/repository/index", "{}" + new string(' ', (64 * 1024) - 2 + more))).Status);

    [Fact]
    public async Task RepositoryIndex_OfAnotherRepository_IsNotSupported()
    {
        await Refusal.OfAsync(StatusCode.Unimplemented, "NOT_SUPPORTED", () => host.Inference.RepositoryIndexAsync(new RepositoryIndexRequest { RepositoryName = "other" }).ResponseAsync);
        Assert.Equal(501, (await host.SendAsync(HttpMethod.Post, "/v2/repository/other/index")).Status);
    }

    [Fact]
    public async Task LoadAndUnload_AreRefusedAndChangeNothing()
    {
        var load = await Refusal.OfAsync(StatusCode.PermissionDenied, "DISABLED", () => host.Inference.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "nobody" }).ResponseAsync);
        await Refusal.OfAsync(StatusCode.PermissionDenied, "DISABLED", () => host.Inference.RepositoryModelUnloadAsync(new RepositoryModelUnloadRequest { ModelName = "a" }).ResponseAsync);

        Assert.StartsWith("failed to load 'nobody'", load, StringComparison.Ordinal);
        foreach (var path in new[] { "/v2/repository/models/a/load", "/v2/repository/models/a/unload", "/v2/repository/other/models/a/unload" })
        {
            Assert.Equal(403, (await host.SendAsync(HttpMethod.Post, path, "{}")).Status);
        }

        Assert.True((await host.Inference.ModelReadyAsync(new ModelReadyRequest { Name = "a" })).Ready);
    }

    [Fact]
    public async Task UnloadAndLoad_WhereAllowed_TakeTheModelAwayAndBringItBack()
    {
        await using var allowed = await RunningScoring.StartAsync(
            r =>
            {
                r.Publish("a", "1", ("model.onnx", Graphs.SumAndDifference()));
                r.Publish("b", "1", ("model.onnx", Graphs.SumAndDifference()));
                r.Publish("broken", "1", ("model.onnx", Encoding.UTF8.GetBytes("no graph")));
            },
            "--Scoring:LoadByRequest",
            "true");

        await allowed.Inference.RepositoryModelUnloadAsync(new RepositoryModelUnloadRequest { ModelName = "a" });
        Assert.False((await allowed.Inference.ModelReadyAsync(new ModelReadyRequest { Name = "a" })).Ready);
        Assert.True((await allowed.Inference.ModelReadyAsync(new ModelReadyRequest { Name = "b" })).Ready);
        Assert.Equal(["b"], (await allowed.Inference.RepositoryIndexAsync(new RepositoryIndexRequest { Ready = true })).Models.Select(m => m.Name));

        await allowed.Inference.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "a" });
        Assert.True((await allowed.Inference.ModelReadyAsync(new ModelReadyRequest { Name = "a" })).Ready);

        Assert.Equal(200, (await allowed.SendAsync(HttpMethod.Post, "/v2/repository/models/a/unload", """{"parameters":{}}""")).Status);
        Assert.Equal(503, (await allowed.SendAsync(HttpMethod.Get, "/v2/models/a/ready")).Status);
        Assert.Equal(200, (await allowed.SendAsync(HttpMethod.Post, "/v2/repository/models/a/load")).Status);
        Assert.Equal(200, (await allowed.SendAsync(HttpMethod.Get, "/v2/models/a/ready")).Status);

        await Refusal.OfAsync(StatusCode.NotFound, "MODEL_NOT_FOUND", () => allowed.Inference.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "nobody" }).ResponseAsync);
        await Refusal.OfAsync(StatusCode.FailedPrecondition, "MODEL_LOAD_FAILED", () => allowed.Inference.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "broken" }).ResponseAsync);
        Assert.Equal(400, (await allowed.SendAsync(HttpMethod.Post, "/v2/repository/models/a/load", """{"parameters":{"config":"{}"}}""")).Status);
        Assert.Equal(501, (await allowed.SendAsync(HttpMethod.Post, "/v2/repository/other/models/a/load")).Status);
    }

    [Fact]
    public async Task UnloadAndLoad_Racing_AreEachDoneOrGivenUpAndLeaveNothingHalf()
    {
        await using var allowed = await RunningScoring.StartAsync(
            r => r.Publish("m", "1", Weighted.Files(2)), "--Scoring:LoadByRequest", "true", "--Scoring:LoadSeconds", "2");
        using var stop = new CancellationTokenSource();
        var callers = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (var answered = 0; ; answered++)
            {
                if (stop.IsCancellationRequested)
                {
                    return answered;
                }

                try
                {
                    var answer = await allowed.Scoring.ScoreAsync(Weighted.Records("", Weighted.Doubles("a", 3), Weighted.Doubles("b", 1)));
                    Assert.Equal([7f], answer.Predictions[0].Floats.Values);
                }
                catch (RpcException exception)
                {
                    Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
                }
            }
        })));

        // Whoever is overtaken by the opposite waits for what does not come, and is told so.
        var endings = await Task.WhenAll(Enumerable.Range(0, 6).SelectMany(_ => new[]
        {
            EndingOf(() => allowed.Inference.RepositoryModelUnloadAsync(new RepositoryModelUnloadRequest { ModelName = "m" }).ResponseAsync),
            EndingOf(() => allowed.Inference.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "m" }).ResponseAsync),
        }));
        Assert.All(endings, ending => Assert.Contains(ending, new[] { StatusCode.OK, StatusCode.DeadlineExceeded }));

        await allowed.Inference.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "m" });
        await stop.CancelAsync();
        Assert.All(await callers, answered => Assert.True(answered > 0));
        Assert.True((await allowed.Inference.ModelReadyAsync(new ModelReadyRequest { Name = "m" })).Ready);
    }

    private static async Task<StatusCode> EndingOf(Func<Task> call)
    {
        try
        {
            await Task.Yield();
            await call();
            return StatusCode.OK;
        }
        catch (RpcException exception)
        {
            return exception.StatusCode;
        }
    }
}
