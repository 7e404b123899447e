using FedMl.Benchmarks.Scoring;

namespace FedMl.Benchmarks.Tests.Scoring;

/// <summary>The benchmark itself, as small as it gets: real servers, real generator, each cell once.</summary>
public sealed class ScoringCommandTests
{
    [Fact]
    public async Task Run_OneSmallRound_MeasuresEveryCellAndEveryAnswerIsRight()
    {
        var plan = new ScoringPlan
        {
            Rounds = 1,
            Seconds = 0.1,
            WarmUpSeconds = 0.1,
            Models = [BenchmarkModel.Mlp, BenchmarkModel.Slow],
            Servers = [ServerName.Echo, ServerName.Naive, ServerName.Gateway],
            Batches = [1, 8],
            InFlight = [1, CellPlan.Saturation],
        };
        var output = new StringWriter();
        var progress = new StringWriter();

        Assert.True(await ScoringCommand.RunAsync(plan, output, progress, CancellationToken.None) == 0, progress.ToString());

        Assert.DoesNotContain("not measured", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(CellPlan.Cells(plan).Count, progress.ToString().Split("round 1/1").Length - 1);
        Assert.All(Targets.Of(plan), target => Assert.Contains(target.Name, output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Explain_OneSmallRound_TellsEveryStep()
    {
        var plan = new ScoringPlan { Explain = true, Rounds = 1, Seconds = 0.2, WarmUpSeconds = 0.2, Models = [BenchmarkModel.Mlp], Servers = [ServerName.Echo], Batches = [1] };
        var output = new StringWriter();
        var progress = new StringWriter();

        Assert.True(await ScoringCommand.RunAsync(plan, output, progress, CancellationToken.None) == 0, progress.ToString());

        Assert.All(
            ["echo of the same bytes", "decode", "run in process", "encode", "Scoring, p50"],
            step => Assert.DoesNotMatch($@"{step}[^\n]* 0\.0\n", Assert.Single(output.ToString().Split("mlp, batch 1")[1..])));
    }

    [Fact]
    public async Task Run_WrongArguments_AreAllNamed()
    {
        var complaints = new StringWriter();
        Assert.Equal(2, await ScoringCommand.RunAsync(["--rounds", "0", "--models", "mlp,svm", "--servers", "triton", "--fast"], new StringWriter(), complaints));
        string[] named = ["--rounds must", "--models knows trees, mlp, dense, slow, not 'svm'", "--servers knows echo, naive, node, gateway, not 'triton'", "--fast is no option"];
        Assert.All(named, text => Assert.Contains(text, complaints.ToString(), StringComparison.Ordinal));
    }
}
