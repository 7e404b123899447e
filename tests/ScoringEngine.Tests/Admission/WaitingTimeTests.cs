using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Admission;

namespace FedMl.ScoringEngine.Tests.Admission;

public sealed class WaitingTimeTests
{
    [Fact]
    public async Task DeadlineThatHasPassed_IsRefusedAsSuch()
    {
        using var door = new TestDoor(limit: 1);
        using var inside = door.Enter();
        Assert.Equal(ErrorReason.DeadlineExceeded, (await door.AskAsync(deadline: door.In(0))).Refusal?.Reason);
    }

    [Fact]
    public async Task DeadlineThatPassesWhileWaiting_LeavesTheLineUnrun()
    {
        using var door = new TestDoor(limit: 1);
        using var inside = door.Enter();
        var waiting = door.AskAsync(5, deadline: door.In(200));
        var patient = door.AskAsync(7);
        door.Pass(190);
        Assert.False(waiting.IsCompleted);
        door.Pass(10);

        Assert.Equal(ErrorReason.DeadlineExceeded, (await waiting).Refusal?.Reason);
        Assert.False(patient.IsCompleted);
        Assert.Equal(new AdmissionState(1, 1, 1, 8), door.Control.State);
    }

    [Fact]
    public async Task OneThatCannotBeServedBeforeItsDeadline_IsRefusedEarly()
    {
        using var door = await LineThatMovesAsync(everyMilliseconds: 20, waiting: 9);

        // Nine wait before it and each takes 20 ms.
        Assert.Equal(ErrorReason.Overloaded, (await door.AskAsync(deadline: door.In(190))).Refusal?.Reason);
        Assert.Equal(ErrorReason.Overloaded, door.Control.Foresee(1, door.In(190))?.Reason);
        Assert.Null(door.Control.Foresee(1, door.In(210)));
        Assert.False(door.AskAsync(deadline: door.In(210)).IsCompleted);
    }

    [Fact]
    public async Task OneOfABetterPriority_IsJudgedByThoseBeforeIt()
    {
        using var door = await LineThatMovesAsync(everyMilliseconds: 20, waiting: 9);
        Assert.False(door.AskAsync(priority: 1, deadline: door.In(30)).IsCompleted);
    }

    [Fact]
    public async Task OneThatWaitsTooLong_IsRefused()
    {
        using var door = new TestDoor(limit: 1, o => o.MaxWaitMilliseconds = 300);
        using var inside = door.Enter();
        var waiting = door.AskAsync();
        door.Pass(300);
        Assert.False(waiting.IsCompleted);
        door.Pass(10);

        Assert.Equal(ErrorReason.Overloaded, (await waiting).Refusal?.Reason);
    }

    [Fact]
    public async Task OneThatWouldWaitTooLong_IsRefusedEarlyAndToldWhenToComeBack()
    {
        using var door = await LineThatMovesAsync(everyMilliseconds: 20, waiting: 14, o =>
        {
            o.MaxWaitMilliseconds = 600;
            o.TargetWaitMilliseconds = 10_000;
        });
        Assert.False(door.AskAsync().IsCompleted);

        var refused = (await door.AskAsync()).Refusal;

        Assert.Equal(ErrorReason.Overloaded, refused?.Reason);
        Assert.Equal(300, refused?.RetryAfter?.TotalMilliseconds ?? 0, 10.0);
    }

    [Fact]
    public async Task LineThatStands_IsKeptShort_ABurstIsNot()
    {
        using var door = new TestDoor(limit: 1, o => o.TargetWaitMilliseconds = 100);
        var inside = door.Enter();
        var burst = Enumerable.Range(0, 50).Select(_ => door.AskAsync()).ToList();
        Assert.DoesNotContain(burst, w => w.IsCompleted);

        // 20 ms each: in 100 ms five are served.
        foreach (var wait in burst.Take(45))
        {
            door.Pass(20);
            inside.Dispose();
            inside = await wait;
            Assert.Null(inside.Refusal);
        }

        Assert.Equal(ErrorReason.Overloaded, (await door.AskAsync()).Refusal?.Reason);
        door.Pass(20);
        inside.Dispose();
        Assert.False(door.AskAsync().IsCompleted);
    }

    [Fact]
    public async Task LineThatHasHalted_IsNoLongerBelievedToMove()
    {
        using var door = await LineThatMovesAsync(everyMilliseconds: 20, waiting: 9);
        door.Pass(500);
        Assert.Equal(ErrorReason.Overloaded, (await door.AskAsync(deadline: door.In(300))).Refusal?.Reason);
    }

    /// <summary>A door whose line has moved for a while.</summary>
    private static async Task<TestDoor> LineThatMovesAsync(int everyMilliseconds, int waiting, Action<AdmissionOptions>? configure = null)
    {
        var door = new TestDoor(limit: 1, o =>
        {
            o.TargetWaitMilliseconds = 1000;
            configure?.Invoke(o);
        });
        var inside = door.Enter();
        Queue<Task<Permit>> line = [];
        for (var i = 0; i < 10 + waiting; i++)
        {
            line.Enqueue(door.AskAsync());
            if (i >= waiting)
            {
                door.Pass(everyMilliseconds);
                inside.Dispose();
                inside = await line.Dequeue();
                Assert.Null(inside.Refusal);
            }
        }

        Assert.Equal(waiting, door.Control.State.Waiting);
        return door;
    }
}
