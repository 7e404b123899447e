using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Admission;

namespace FedMl.ScoringEngine.Tests.Admission;

public sealed class AdmissionControlTests
{
    [Fact]
    public void TryAdmit_UpToTheLimit_AndAgainWhenOneLeaves()
    {
        using var door = new TestDoor(limit: 2);
        var first = door.Enter();
        door.Enter();
        Assert.False(door.Control.TryAdmit(1, out _));

        first.Dispose();

        door.Enter();
        Assert.Equal(new AdmissionState(2, 2, 0, 2), door.Control.State);
    }

    [Fact]
    public void Limit_IsNeverBelowTheCores()
    {
        using var control = new AdmissionControl(new AdmissionOptions { MaxInFlight = 1 }, new TestDoor(1), TimeProvider.System, cores: 6);
        Assert.Equal(6, control.State.Limit);
    }

    [Fact]
    public async Task Line_IsLeftByPriority_ThenAsTheyCame()
    {
        using var door = new TestDoor(limit: 1);
        var inside = door.Enter();
        int[] priorities = [100, 5, 100, 1, 5];
        var waits = priorities.Select(p => door.AskAsync(priority: p)).ToList();
        List<int> order = [];
        while (order.Count < waits.Count)
        {
            Assert.Equal(waits.Count - order.Count, door.Control.State.Waiting);
            inside.Dispose();
            var next = Assert.Single(Enumerable.Range(0, waits.Count).Except(order), i => waits[i].IsCompleted);
            order.Add(next);
            inside = await waits[next];
            Assert.Null(inside.Refusal);
        }

        Assert.Equal([3, 1, 4, 0, 2], order);
    }

    [Fact]
    public async Task Bytes_UpToTheMaximum_WhoeverHoldsThem()
    {
        using var door = new TestDoor(limit: 2, o => o.MaxBytes = 1000);
        var inFlight = door.Enter(300);
        Assert.Null(door.Control.TryHold(300));
        using var second = door.Enter(200);
        var waiting = door.AskAsync(200);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(1000, door.Control.State.BytesHeld);

        var refused = (await door.AskAsync(1)).Refusal;

        Assert.Equal(ErrorReason.Overloaded, refused?.Reason);
        Assert.True(refused?.RetryAfter > TimeSpan.Zero);
        Assert.NotNull(door.Control.TryHold(1));
        Assert.NotNull(door.Control.Foresee(1, DateTime.MaxValue));
        door.Control.LetGo(300);
        Assert.Null(door.Control.TryHold(300));
        door.Control.LetGo(300);
        inFlight.Dispose();
        (await waiting).Dispose();
        Assert.Equal(200, door.Control.State.BytesHeld);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task FullLine_RefusesAtOnce(int maxWaiting)
    {
        using var door = new TestDoor(limit: 1, o => o.MaxWaiting = maxWaiting);
        Assert.Null(door.Control.Foresee(1, DateTime.MaxValue));
        using var inside = door.Enter();
        var waits = Enumerable.Range(0, maxWaiting).Select(_ => door.AskAsync()).ToList();
        Assert.DoesNotContain(waits, w => w.IsCompleted);

        Assert.Equal(ErrorReason.Overloaded, (await door.AskAsync()).Refusal?.Reason);
        Assert.Equal(ErrorReason.Overloaded, door.Control.Foresee(1, DateTime.MaxValue)?.Reason);
        Assert.Equal(new AdmissionState(1, 1, maxWaiting, 1 + maxWaiting), door.Control.State);
    }

    [Fact]
    public async Task FullLine_ABetterPriorityTakesTheLastPlace()
    {
        using var door = new TestDoor(limit: 1, o => o.MaxWaiting = 2);
        var inside = door.Enter();
        var first = door.AskAsync();
        var last = door.AskAsync();

        var better = door.AskAsync(priority: 1);

        Assert.Equal(ErrorReason.Overloaded, (await last).Refusal?.Reason);
        Assert.False(first.IsCompleted);
        Assert.Equal(2, door.Control.State.Waiting);
        inside.Dispose();
        Assert.Null((await better).Refusal);
    }

    [Fact]
    public async Task CancelledWhileWaiting_LeavesTheLine()
    {
        using var door = new TestDoor(limit: 1);
        using var inside = door.Enter();
        using var gone = new CancellationTokenSource();
        var waiting = door.AskAsync(5, cancellationToken: gone.Token);
        Assert.Equal(new AdmissionState(1, 1, 1, 6), door.Control.State);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(new AdmissionState(1, 1, 0, 1), door.Control.State);
    }

    [Fact]
    public async Task LimitThatRises_LetsInWhoWaits()
    {
        // All in flight wait for something else than a core, so no run says anything and nobody comes or goes.
        using var door = new TestDoor(limit: 1, o => o.MaxInFlight = 100);
        for (var i = 0; i < 16; i++)
        {
            door.Enter();
        }

        var waiting = door.AskAsync();
        Assert.False(waiting.IsCompleted);
        door.Pass(110);

        Assert.Null((await waiting).Refusal);
        Assert.Equal(20, door.Control.State.Limit);
    }

    [Fact]
    public void FastPath_AllocatesNothing()
    {
        using var door = new TestDoor(limit: 1);
        void EnterAndLeave()
        {
            var admission = door.Control.AdmitAsync(10, 100, DateTime.MaxValue, CancellationToken.None);
            Assert.True(admission.IsCompletedSuccessfully);
            admission.Result.Dispose();
        }

        EnterAndLeave();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            EnterAndLeave();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
