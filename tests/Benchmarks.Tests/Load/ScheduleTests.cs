using FedMl.Benchmarks.Load;

namespace FedMl.Benchmarks.Tests.Load;

public sealed class ScheduleTests
{
    [Fact]
    public void TryTake_OpenLoop_KeepsIntendedStartsHoweverLateItIsAsked()
    {
        var schedule = new Schedule(100, 10);
        Assert.False(schedule.TryTake(99, out _));
        List<long> taken = [];
        while (schedule.TryTake(135, out var intended))
        {
            taken.Add(intended);
        }

        Assert.Equal([100, 110, 120, 130], taken);
        Assert.Equal(140, schedule.Next);
    }

    [Fact]
    public void TryTake_ClosedLoop_IsDueAtOnce()
    {
        var schedule = new Schedule(100, 0);
        Assert.True(schedule.TryTake(5, out var intended));
        Assert.Equal(5, intended);
        Assert.Equal(0, schedule.MissedBefore(1000));
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(101, 1)]
    [InlineData(110, 1)]
    [InlineData(111, 2)]
    public void MissedBefore_OpenLoop_CountsWhatNeverStarted(long end, long missed) => Assert.Equal(missed, new Schedule(100, 10).MissedBefore(end));

    [Fact]
    public void Next_FractionsOfATick_DoNotAddUp()
    {
        var schedule = new Schedule(0, 0.3);
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(schedule.TryTake(1000, out _));
        }

        Assert.Equal(300, schedule.Next);
    }
}
