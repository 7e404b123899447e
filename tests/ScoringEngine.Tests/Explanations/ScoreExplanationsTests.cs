using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using static FedMl.ScoringEngine.Tests.Explanations.Explained;

namespace FedMl.ScoringEngine.Tests.Explanations;

public sealed class ScoreExplanationsTests
{
    private static readonly (double, double)[] Corners = [(0, 0), (0, 1), (1, 0), (1, 1)];

    [Fact]
    public async Task Score_Explain_TellsContributionsByHand()
    {
        await using var host = await StartAsync(Files(Trees().ToRegressor(2, 1), (0, 0)));

        var explanation = (await host.Scoring.ScoreAsync(Request((1, 1), (0, 1)))).Explanation;

        // Against (0, 0), which scores 1: alone, a brings 2 and b nothing, both bring 4. So a has (1 + 3) / 2, b (0 + 2) / 2.
        Assert.Equal((1, 1.0), (explanation.Width, explanation.BaseValues.Single()));
        Assert.Equal([4.0, 1], explanation.RawScores);
        Assert.Equal([("a", "v:a"), ("b", "")], explanation.Contributions.Select(c => (c.Name, c.Feature)));
        Assert.Equal([2.0, 0], explanation.Contributions[0].Values);
        Assert.Equal([1.0, 0], explanation.Contributions[1].Values);
        Assert.Empty(explanation.Classes);
    }

    [Fact]
    public async Task Score_NotAskedFor_TellsNone()
    {
        await using var host = await StartAsync(Files(Trees().ToRegressor(2, 1), Corners));
        var request = Request((1, 1));
        request.Explain = false;

        Assert.Null((await host.Scoring.ScoreAsync(request)).Explanation);
    }

    [Fact]
    public async Task Score_RowWithAProblem_HasZerosAndTheOthersTheirOwn()
    {
        await using var host = await StartAsync(Files(Trees().ToRegressor(2, 1), (0, 0)));
        var request = Request((1, 1), (1, 1), (1, 0));
        request.Records.Columns[1].With(ValueStatus.Present, ValueStatus.Null, ValueStatus.Present);

        var response = await host.Scoring.ScoreAsync(request);

        Assert.Equal(1, Assert.Single(response.Problems).Row);
        Assert.Equal([4.0, 0, 2], response.Explanation.RawScores);
        Assert.Equal([2.0, 0, 1], response.Explanation.Contributions[0].Values);
    }

    [Fact]
    public async Task Score_NoSamples_IsUnavailableAndOtherModelsAreNot()
    {
        await using var host = await RunningScoring.StartAsync(r =>
        {
            r.Publish("m", "1", Files(Trees().ToRegressor(2, 1)));
            r.Publish("n", "1", Files(Trees().ToRegressor(2, 1), Corners));
        });
        var unexplained = Request((1, 1));
        unexplained.Explain = false;
        var other = Request((1, 1));
        other.Model = "n";

        var error = await FailsAsync(host, Request((1, 1)));

        Assert.Equal(ErrorReason.ExplanationUnavailable, error.Reason);
        Assert.Contains("because it has no samples", error.Message, StringComparison.Ordinal);
        Assert.Equal([4f], (await host.Scoring.ScoreAsync(unexplained)).Predictions.Single().Floats.Values);
        Assert.Equal([4.0], (await host.Scoring.ScoreAsync(other)).Explanation.RawScores);
    }

    [Fact]
    public async Task Score_GraphThatIsNotExplained_IsUnavailableAndSaysWhy()
    {
        await using var host = await RunningScoring.StartAsync(r => r.Publish("m", "1", Weighted.Files(2, Weighted.Signature + "\nsamples: samples.json", """{"records":[{"a":1,"b":2}]}""")));

        var error = await FailsAsync(host, Request((1, 1)));

        Assert.Equal(ErrorReason.ExplanationUnavailable, error.Reason);
        Assert.Contains("because it has no tree ensemble and no linear classifier or regressor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_TurnedOff_IsUnavailable()
    {
        await using var host = await StartAsync(Files(Trees().ToRegressor(2, 1), Corners), "--ScoringEngine:Explanations:Enabled", "false");

        Assert.Contains("because this server does not explain scores", (await FailsAsync(host, Request((1, 1)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_ByKey_ExplainsWhatWasFetched()
    {
        await using var host = await StartAsync(Files(Trees().ToRegressor(2, 1), (0, 0)));
        host.Features.Answer = _ => new GetOnlineFeaturesResponse { Columns = { Weighted.Doubles("v:a", 1) } };
        var request = Request();
        request.EntityKeys = new EntityKeys { Columns = { Weighted.Strings("id", "k") }, CallerValues = { Weighted.Doubles("b", 1) } };

        var explanation = (await host.Scoring.ScoreAsync(request)).Explanation;

        Assert.Equal([2.0, 1], explanation.Contributions.Select(c => c.Values.Single()));
    }

    [Fact]
    public async Task Score_CannotBeExplained_AsksNobodyForFeatures()
    {
        // The stand-in of Features fails on what it was not told to expect.
        await using var host = await StartAsync(Files(Trees().ToRegressor(2, 1)));
        var request = Request();
        request.EntityKeys = new EntityKeys { Columns = { Weighted.Strings("id", "k") }, CallerValues = { Weighted.Doubles("b", 1) } };

        Assert.Equal(ErrorReason.ExplanationUnavailable, (await FailsAsync(host, request)).Reason);
        Assert.Empty(host.Features.Asked);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Score_MoreThanMayWait_IsOverloadedAndCancelledOnesMakeRoom(int waiting)
    {
        await using var host = await StartAsync(
            // A minute for a thousand rows, a moment for one.
            Files(Trees(1000).ToRegressor(2, 1), [.. Enumerable.Repeat((0.0, 0.0), 2000)]),
            "--ScoringEngine:Explanations:MaxConcurrency", "1",
            "--ScoringEngine:Explanations:MaxWaiting", $"{waiting}",
            "--ScoringEngine:Explanations:MaxSamples", "2000",
            "--ScoringEngine:Explanations:MaxComparisons", "10000000");
        using var leaving = new CancellationTokenSource();
        var rows = Enumerable.Repeat((1.0, 1.0), 1000).ToArray();
        Task<ScoreResponse> Start() => host.Scoring.ScoreAsync(Request(rows), cancellationToken: leaving.Token).ResponseAsync;
        Task<ScoreResponse>[] slow = [.. Enumerable.Range(0, 1 + waiting).Select(_ => Start())];

        await RunningScoring.UntilAsync(async () =>
        {
            // A short request may have come first and left no room for a long one.
            slow = [.. slow.Select(s => s.IsCompleted ? Start() : s)];
            return await ReasonAsync(host) == ErrorReason.Overloaded && !slow.Any(s => s.IsCompleted);
        });
        await leaving.CancelAsync();

        await Assert.ThrowsAsync<RpcException>(() => Task.WhenAll(slow));
        await RunningScoring.UntilAsync(async () => await ReasonAsync(host) == ErrorReason.Unspecified);
    }

    private static async Task<ErrorReason> ReasonAsync(RunningScoring host)
    {
        try
        {
            // Does not wait for its turn for ever.
            await host.Scoring.ScoreAsync(Request((1, 1)), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(2));
            return ErrorReason.Unspecified;
        }
        catch (RpcException exception)
        {
            return RpcErrors.FromRpcException(exception, "Scoring").Reason;
        }
    }

    private static Task<RunningScoring> StartAsync((string, byte[])[] files, params string[] args) => RunningScoring.StartAsync(r => r.Publish("m", "1", files), args);

    private static async Task<ServiceException> FailsAsync(RunningScoring host, ScoreRequest request) =>
        RpcErrors.FromRpcException(await Assert.ThrowsAsync<RpcException>(async () => await host.Scoring.ScoreAsync(request)), "Scoring");
}
