using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using static FedMl.ScoringEngine.Tests.Explanations.Explained;

namespace FedMl.ScoringEngine.Tests.Explanations;

/// <summary>Each limit from both sides.</summary>
public sealed class ExplanationLimitTests
{
    private static readonly (double, double)[] FourSamples = [(0, 0), (0, 1), (1, 0), (1, 1)];

    [Theory]
    [InlineData("MaxComparisons", 12, 3)] // three rows, four samples
    [InlineData("MaxContributions", 6, 3)] // three rows, two columns, one score
    public async Task Score_MoreRowsThanTheLimit_IsRefused(string limit, int value, int rows)
    {
        await using var host = await StartAsync(limit, value);

        Assert.Equal(ErrorReason.Unspecified, await ReasonAsync(host, rows));
        Assert.Equal(ErrorReason.RowCountOutOfRange, await ReasonAsync(host, rows + 1));
    }

    [Theory]
    [InlineData("MaxNodes", 5, 4)]
    [InlineData("MaxContributions", 2, 1)]
    public async Task Score_ModelOverTheLimit_IsUnavailable(string limit, int enough, int tooLittle)
    {
        await using var within = await StartAsync(limit, enough);
        await using var over = await StartAsync(limit, tooLittle);

        Assert.Equal(ErrorReason.Unspecified, await ReasonAsync(within, 1));
        Assert.Equal(ErrorReason.ExplanationUnavailable, await ReasonAsync(over, 1));
    }

    [Fact]
    public async Task Score_GraphOverTheLimit_IsUnavailable()
    {
        var graph = Trees(20).ToRegressor(2, 1);
        await using var within = await StartAsync("MaxGraphBytes", graph.Length, graph);
        await using var over = await StartAsync("MaxGraphBytes", graph.Length - 1, graph);

        Assert.Equal(ErrorReason.Unspecified, await ReasonAsync(within, 1));
        Assert.Equal(ErrorReason.ExplanationUnavailable, await ReasonAsync(over, 1));
    }

    [Theory]
    [InlineData(4, 2)] // (1 + 1 + 2 + 4) / 4
    [InlineData(2, 1.5)] // the first and the third: (1 + 2) / 2
    [InlineData(1, 1)]
    public async Task Score_MoreSamplesThanTheLimit_TakesThemEvenlySpread(int limit, double baseValue)
    {
        await using var host = await StartAsync("MaxSamples", limit);

        Assert.Equal(baseValue, (await host.Scoring.ScoreAsync(Request((1, 1)))).Explanation.BaseValues.Single());
    }

    [Fact]
    public async Task Start_LimitOutOfRange_DoesNotStart()
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync("MaxSamples", 0));

        Assert.Contains("Explanations: The field MaxSamples must be between", exception.ToString(), StringComparison.Ordinal);
    }

    private static Task<RunningScoring> StartAsync(string limit, int value, byte[]? graph = null) =>
        RunningScoring.StartAsync(r => r.Publish("m", "1", Files(graph ?? Trees().ToRegressor(2, 1), FourSamples)), $"--ScoringEngine:Explanations:{limit}", $"{value}");

    private static async Task<ErrorReason> ReasonAsync(RunningScoring host, int rows)
    {
        try
        {
            var response = await host.Scoring.ScoreAsync(Request([.. Enumerable.Repeat((1.0, 1.0), rows)]));
            Assert.Equal(rows, response.Explanation.RawScores.Count);
            return ErrorReason.Unspecified;
        }
        catch (RpcException exception)
        {
            return RpcErrors.FromRpcException(exception, "Scoring").Reason;
        }
    }
}
