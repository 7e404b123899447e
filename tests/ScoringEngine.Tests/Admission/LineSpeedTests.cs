using FedMl.ScoringEngine.Admission;

namespace FedMl.ScoringEngine.Tests.Admission;

public sealed class LineSpeedTests
{
    private readonly LineSpeed speed = new();
    private double now;

    [Fact]
    public void TimeFor_BeforeAnythingIsKnown_IsZero()
    {
        speed.Begin(At(60));
        Assert.Equal(TimeSpan.Zero, speed.TimeFor(100, At(60.099)));
        Assert.Null(speed.CountIn(TimeSpan.FromSeconds(1), At(60.099)));
    }

    [Fact]
    public void TimeFor_WhereNothingHasMoved_IsAsLongAsThat()
    {
        speed.Begin(At(60));
        Assert.Equal(1.5, speed.TimeFor(3, At(60.5)).TotalSeconds, 0.001);
    }

    [Theory]
    [InlineData(0.0001)]
    [InlineData(0.02)]
    [InlineData(3)]
    public void TimeFor_ALineThatMoves_IsTheTimeOfThoseBefore(double apart)
    {
        speed.Begin(At(60));
        Leave(2000, apart);
        Assert.Equal(50 * apart, speed.TimeFor(50, At(now)).TotalSeconds, apart);
        Assert.Equal(1 / apart, speed.CountIn(TimeSpan.FromSeconds(1), At(now)) ?? 0, 0.02 / apart);
    }

    [Fact]
    public void TimeFor_ALineThatLeavesByBatches_IsThatOfTheBatches()
    {
        speed.Begin(At(60));
        for (var batch = 0; batch < 50; batch++)
        {
            now += 0.008;
            Leave(64, 0);
        }

        Assert.InRange(speed.TimeFor(8000, At(now)).TotalSeconds, 0.8, 1.2);
    }

    [Theory]
    [InlineData(9, 0.5)]
    [InlineData(11, 0)]
    public void TimeFor_ALineThatBeginsAgain_IsAsBeforeIfThatWasNotLongAgo(double later, double seconds)
    {
        speed.Begin(At(60));
        Leave(100, 0.01);
        now += later;
        speed.Begin(At(now));
        Assert.Equal(seconds, speed.TimeFor(50, At(now)).TotalSeconds, 0.01);
    }

    [Fact]
    public void TimeFor_ALineThatIsSlowerThanBefore_LearnsAtOnce()
    {
        speed.Begin(At(60));
        Leave(100, 0.01);
        Assert.InRange(speed.TimeFor(10, At(now + 5)).TotalSeconds, 1, 5);
    }

    private TimeSpan At(double seconds)
    {
        now = seconds;
        return TimeSpan.FromSeconds(seconds);
    }

    private void Leave(int count, double apart)
    {
        for (var i = 0; i < count; i++)
        {
            speed.Count(At(now + apart));
        }
    }
}
