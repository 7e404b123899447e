namespace FedMl.Models.Plans;

public sealed class GatesTests
{
    private static readonly DateTimeOffset Began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly PlanGates All = new(100, 0.01, 1.5, 0.2, 0.05);

    [Theory]
    [InlineData(99, 500, "it needs 100 requests")]
    [InlineData(100, 99, "it needs 100 requests of the stable version")]
    [InlineData(100, 100, null)]
    public void Judge_Requests_WaitsForEnoughOfBoth(long requests, long stable, string? waits) => Expect(waits, 10, new PlanNumbers(requests, stable, 0, 0));

    [Theory]
    [InlineData(59, "the step takes 60 s")]
    [InlineData(60, null)]
    public void Judge_Time_WaitsForTheWholeStep(int seconds, string? waits) => Expect(waits, 10, new PlanNumbers(100, 100, 0, 0), seconds);

    [Fact]
    public void Judge_Paused_Waits_AndRollsBackAllTheSame()
    {
        var paused = Progress(10) with { State = PlanState.Paused, PausedAt = Began.AddSeconds(10) };

        Assert.StartsWith("it is paused", Gates.Judge(paused, new PlanNumbers(100, 100, 0, 0), Began.AddHours(1)).Why, StringComparison.Ordinal);
        Assert.Equal(Decision.RollBack, Gates.Judge(paused, new PlanNumbers(100, 100, 1, 0), Began.AddHours(1)).Decision);
    }

    [Theory]
    [InlineData(0.01, 0, true)]
    [InlineData(0.011, 0, false)]
    [InlineData(0.21, 0.2, true)]
    [InlineData(0.22, 0.2, false)]
    public void Judge_ErrorRate_IsHeldAgainstTheStableVersions(double rate, double stable, bool holds) => Expect(holds, 10, new PlanNumbers(100, 100, rate, stable));

    [Fact]
    public void Judge_ErrorRate_OfFewStableRequests_IsHeldAgainstNothing() => Expect(false, 10, new PlanNumbers(100, 99, 0.2, 0.2));

    [Theory]
    [InlineData(10, 1.5, true)]
    [InlineData(10, 1.51, false)]
    [InlineData(100, 1.51, true)]
    public void Judge_P99Ratio_InStepsWhereBothAnswer(int weight, double ratio, bool holds) => Expect(holds, weight, new PlanNumbers(100, 100, 0, 0, ratio));

    [Theory]
    [InlineData(10, 0.2, true)]
    [InlineData(10, 0.21, false)]
    [InlineData(100, 0.21, true)]
    public void Judge_Drift_InStepsWhereBothAnswer(int weight, double drift, bool holds) => Expect(holds, weight, new PlanNumbers(100, 100, 0, 0, null, drift));

    [Theory]
    [InlineData(0, 0.05, true)]
    [InlineData(0, 0.051, false)]
    [InlineData(10, 0.051, true)]
    public void Judge_Disagreement_OfShadowsOnly(int weight, double share, bool holds) => Expect(holds, weight, new PlanNumbers(100, 100, 0, 0, null, null, share));

    [Fact]
    public void Judge_ABrokenGate_DoesNotWaitForTheStep_AndTellsItsNumbers()
    {
        var verdict = Gates.Judge(Progress(10), new PlanNumbers(100, 900, 0.5, 0.25, 1.25, 0.125), Began);

        Assert.Equal(Decision.RollBack, verdict.Decision);
        Assert.Equal("error rate 0.5 is more than 0.01 above the stable version's; 100 requests (stable 900), error rate 0.5 (stable 0.25), p99 ratio 1.25, drift 0.125", verdict.Why);
    }

    [Fact]
    public void Judge_ABrokenGate_OfFewRequests_IsNotJudgedYet() => Expect("it needs 100 requests", 10, new PlanNumbers(99, 900, 1, 0));

    [Fact]
    public void Judge_LimitsThatAreNotSet_HoldAlways()
    {
        var progress = Progress(10) with { Plan = Progress(10).Plan with { Gates = new PlanGates(1, 1, null, null, null) } };

        Assert.Equal(Decision.Advance, Gates.Judge(progress, new PlanNumbers(1, 0, 1, 0, 1000, 10, 1), Began.AddSeconds(60)).Decision);
    }

    private static void Expect(bool holds, int weight, PlanNumbers numbers) =>
        Assert.Equal(holds ? Decision.Advance : Decision.RollBack, Gates.Judge(Progress(weight), numbers, Began.AddSeconds(60)).Decision);

    private static void Expect(string? waits, int weight, PlanNumbers numbers, int seconds = 60)
    {
        var verdict = Gates.Judge(Progress(weight), numbers, Began.AddSeconds(seconds));
        Assert.Equal(waits is null ? Decision.Advance : Decision.Wait, verdict.Decision);
        Assert.StartsWith(waits ?? "", verdict.Why, StringComparison.Ordinal);
    }

    private static PlanProgress Progress(int weight) => new(new RolloutPlan("2", [new PlanStep(weight, TimeSpan.FromSeconds(60))], All), "1", PlanState.Running, 0, Began);
}
