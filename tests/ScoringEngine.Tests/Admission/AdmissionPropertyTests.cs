using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Admission;

namespace FedMl.ScoringEngine.Tests.Admission;

/// <summary>Whatever happens in whatever order, nobody is lost and no bound is passed.</summary>
public sealed class AdmissionPropertyTests
{
    private const int MaxWaiting = 8;
    private const int MaxBytes = 1000;

    private readonly List<(Task<Permit> Answer, CancellationTokenSource Gone)> waiting = [];
    private readonly Queue<Permit> inside = new();
    private int refused;
    private int abandoned;

    [Fact]
    public async Task AnyOrder_NobodyIsLostAndNoBoundIsPassed()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            await RunAsync(new Random(seed));
        }
    }

    private async Task RunAsync(Random random)
    {
        (refused, abandoned) = (0, 0);
        var (asked, let) = (0, 0);
        var limit = random.Next(1, 6);
        using var door = new TestDoor(limit, o => (o.MaxWaiting, o.MaxBytes, o.MaxWaitMilliseconds) = (MaxWaiting, MaxBytes, 200));
        for (var step = 0; step < 300; step++)
        {
            switch (random.Next(8))
            {
                case < 4:
                    var gone = new CancellationTokenSource();
                    var deadline = random.Next(3) == 0 ? door.In(random.Next(0, 200)) : DateTime.MaxValue;
                    waiting.Add((door.AskAsync(random.Next(1, 200), random.Next(1, 4), deadline, gone.Token), gone));
                    asked++;
                    break;
                case < 6 when inside.TryDequeue(out var permit):
                    permit.Dispose();
                    break;
                case 6 when waiting.Count > 0:
                    await waiting[random.Next(waiting.Count)].Gone.CancelAsync();
                    break;
                default:
                    door.Pass(random.Next(0, 60));
                    break;
            }

            let += await SettleAsync(door.Control.State.Waiting);
            var state = door.Control.State;
            Assert.InRange(state.InFlight, 0, limit);
            Assert.InRange(state.Waiting, 0, MaxWaiting);
            Assert.InRange(state.BytesHeld, 0, MaxBytes);
            Assert.Equal((inside.Count, waiting.Count), (state.InFlight, state.Waiting));
            Assert.True(state.Waiting == 0 || state.InFlight == limit, "Someone waits though there is room.");
        }

        while (inside.TryDequeue(out var permit))
        {
            permit.Dispose();
            let += await SettleAsync(door.Control.State.Waiting);
        }

        Assert.Equal(new AdmissionState(limit, 0, 0, 0), door.Control.State);
        Assert.Equal(asked, let + refused + abandoned);
    }

    /// <summary>Takes note of all that need not wait any more.</summary>
    private async Task<int> SettleAsync(int stillWaiting)
    {
        var let = 0;
        while (waiting.Count > stillWaiting)
        {
            var settled = await Task.WhenAny(waiting.Select(w => w.Answer));
            var place = waiting.FindIndex(w => w.Answer == settled);
            waiting[place].Gone.Dispose();
            waiting.RemoveAt(place);
            if (settled.IsCanceled)
            {
                abandoned++;
            }
            else if ((await settled).Refusal is { } refusal)
            {
                Assert.Contains(refusal.Reason, new[] { ErrorReason.Overloaded, ErrorReason.DeadlineExceeded });
                refused++;
            }
            else
            {
                inside.Enqueue(await settled);
                let++;
            }
        }

        return let;
    }
}
