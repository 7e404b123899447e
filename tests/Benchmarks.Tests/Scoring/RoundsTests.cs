using FedMl.Benchmarks.Load;
using FedMl.Benchmarks.Scoring;
using FedMl.Benchmarks.Wires;

namespace FedMl.Benchmarks.Tests.Scoring;

/// <summary>What the report computes from measurements made by hand.</summary>
public sealed class RoundsTests
{
    private static readonly Cell Scoring = CellPlan.Grpc(ServerName.Scoring, BenchmarkModel.Mlp, 1, CellPlan.Saturation);
    private static readonly Cell Echo = CellPlan.Grpc(ServerName.Echo, BenchmarkModel.Mlp, 1, CellPlan.Saturation);
    private static readonly Cell InProcess = CellPlan.InProcess(BenchmarkModel.Mlp, 1, Environment.ProcessorCount);
    private readonly Rounds rounds = new();

    [Fact]
    public void Median_OfRatios_ComparesWithinARoundOnly()
    {
        // The machine is ten times as fast in the second round; the ratio is not.
        Add(Scoring, 10, 100, 30);
        Add(Echo, 20, 200, 20);
        Assert.Equal(0.5, rounds.Median([Scoring, Echo], m => m[0].RequestsPerSecond / m[1].RequestsPerSecond));
    }

    [Fact]
    public void Median_OfACellThatWasNotMeasured_IsNone()
    {
        Add(Scoring, 10);
        Assert.Null(rounds.Median([Scoring, Echo], m => m[0].RequestsPerSecond));
    }

    [Fact]
    public void Bound_OfEchoAndInProcess_IsWhatTakingTurnsGives()
    {
        var target = Targets.Of(new ScoringPlan()).Single(t => t.Name.StartsWith("mlp, batch 1: throughput", StringComparison.Ordinal));
        Add(Scoring, 57_000);
        Add(Echo, 100_000);
        Add(InProcess, 150_000);
        var value = rounds.Median(target.Cells, target.Value)!.Value;
        Assert.Equal(0.95, value, precision: 10);
        Assert.True(target.IsMetBy(value));
        Assert.False(target.IsMetBy(0.899));
    }

    [Fact]
    public void OneInFlight_AboveEchoAndInProcess_MayBeTwentyMicroseconds()
    {
        var target = Targets.Of(new ScoringPlan()).Single(t => t.Name.StartsWith("mlp, batch 8: p50", StringComparison.Ordinal));
        Assert.Equal(25, target.Value([Latency(100), Latency(70), Latency(5)]));
        Assert.True(target.IsMetBy(20));
        Assert.False(target.IsMetBy(20.1));
    }

    [Fact]
    public void Noise_OfProcessorTime_IsSeen()
    {
        rounds.Add(Echo, Cpu(10));
        rounds.Add(Echo, Cpu(12));
        rounds.Add(Echo, Cpu(40));
        Assert.False(rounds.IsNoisy(Echo));
        rounds.Add(Echo, Cpu(41));
        Assert.True(rounds.IsNoisy(Echo));
    }

    [Fact]
    public void Report_OfACellThatFailed_TellsWhy()
    {
        var plan = new ScoringPlan { Models = [BenchmarkModel.Mlp], Batches = [1], InFlight = [CellPlan.Saturation] };
        rounds.Fail(CellPlan.Grpc(ServerName.Node, BenchmarkModel.Mlp, 1, CellPlan.Saturation), "npm ci ended with exit code 1.");
        var report = Report.Write(plan, new Machine("a machine", 0), rounds);
        Assert.Equal(2, report.Split("not measured: npm ci ended with exit code 1.").Length - 1);
    }

    [Fact]
    public void Refusals_AreWrongAnswersBelowCapacityOnly()
    {
        var refused = new Tally();
        refused.Count(new Fault("grpc-status 8", "too many"));
        refused.Count(new Fault("grpc-status 13", "a bug"));
        var measurement = new Measurement(LoadReport.Of(refused, 1, TimeSpan.Zero), 1, null);
        rounds.Add(CellPlan.Overload(2), measurement);
        Assert.Equal(1, rounds.WrongAnswers);
        rounds.Add(CellPlan.OneRun, measurement);
        Assert.Equal(3, rounds.WrongAnswers);
    }

    private static Measurement Latency(double p50) => new(Load(1) with { P50 = p50 }, 1, null);

    private static Measurement Cpu(double microseconds) => new(Load(1), microseconds, null);

    private static LoadReport Load(long perSecond) => LoadReport.Of(new Tally(), 1, TimeSpan.Zero) with { Right = perSecond };

    private void Add(Cell cell, params long[] perSecond) => Array.ForEach(perSecond, value => rounds.Add(cell, new Measurement(Load(value), 1, null)));
}
