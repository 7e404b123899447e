using System.Diagnostics;
using FedMl.ScoringEngine.Admission;
using FedMl.ScoringEngine.Batching;

namespace FedMl.ScoringEngine.Tests.Batching;

public sealed class LineWaitsTests
{
    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(10, 0, 5 * 50)] // shorter than the target: the target
    [InlineData(200, 0, (3 * 50) + (2 * 200))] // longer: as long as a run
    [InlineData(10, 30, (3 * 50) + (2 * 80))] // waiting for company is meant
    public void Judge_ToleratesTheTargetOrARunAndTheDelay(int msOfARun, int msOfDelay, int msTolerated)
    {
        var waits = new LineWaits { AtOnce = 3, Served = 2, Waited = Ticks(70), Ran = Ticks(2 * msOfARun), Waiting = 4, Delay = TimeSpan.FromMilliseconds(msOfDelay) };
        Assert.Equal(new RunWaits(5, TimeSpan.FromMilliseconds(70), TimeSpan.FromMilliseconds(msTolerated), 4), waits.Judge(Target));
    }

    [Fact]
    public void Judge_OfNothing_IsNothing() => Assert.Equal(default, new LineWaits().Judge(Target));

    private static long Ticks(int milliseconds) => Stopwatch.Frequency * milliseconds / 1000;
}
