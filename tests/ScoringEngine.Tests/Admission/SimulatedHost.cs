using FedMl.ScoringEngine.Admission;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.ScoringEngine.Tests.Admission;

/// <summary>The door, and behind it cores with a line of runs; requests arrive at random. All in simulated time.</summary>
internal sealed class SimulatedHost : IRunWaits, IDisposable
{
    private readonly int cores;
    private readonly double runTime;
    private readonly FakeTimeProvider time = new();
    private readonly AdmissionControl control;
    private readonly Random random;
    private readonly List<(Task<Permit> Answer, double Arrived)> asking = [];
    private readonly Queue<(Permit Permit, double Arrived, double LetIn)> runs = new();
    private readonly PriorityQueue<(Permit Permit, double Arrived), double> running = new();
    private double now;
    private RunWaits waits;

    public SimulatedHost(int cores, double runTime, int seed)
    {
        (this.cores, this.runTime, random) = (cores, runTime, new Random(seed));
        control = new AdmissionControl(new AdmissionOptions(), this, time, cores);
    }

    public double Capacity => cores / runTime;

    public RunWaits Take(TimeSpan target)
    {
        var seen = waits with { Waiting = runs.Count };
        waits = default;
        return seen;
    }

    /// <summary>Lets requests arrive for a while and tells how it went in the second half of it.</summary>
    /// <param name="perSecond">Requests.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="patience">Seconds after which nobody waits for an answer.</param>
    public Outcome Offer(double perSecond, double seconds, double patience)
    {
        var settled = now + (seconds / 2);
        var end = now + seconds;
        var outcome = new Outcome { Seconds = seconds / 2 };
        var arrival = NextAfter(perSecond);
        while (now < end)
        {
            var completion = running.TryPeek(out _, out var first) ? first : double.PositiveInfinity;
            MoveTo(Math.Min(arrival, Math.Min(completion, now + 0.01)));
            if (now >= completion)
            {
                var (permit, arrived) = running.Dequeue();
                permit.Dispose();
                if (now > settled)
                {
                    outcome.Latencies.Add(now - arrived);
                }
            }
            else if (now >= arrival)
            {
                var deadline = time.GetUtcNow().UtcDateTime.AddSeconds(patience);
                asking.Add((control.AdmitAsync(1000, control.DefaultPriority, deadline, CancellationToken.None).AsTask(), now));
                arrival = NextAfter(perSecond);
            }

            Settle(outcome, now > settled);
        }

        return outcome;
    }

    public void Dispose() => control.Dispose();

    private void MoveTo(double next)
    {
        time.Advance(TimeSpan.FromSeconds(next) - TimeSpan.FromSeconds(now));
        now = next;
    }

    private void Settle(Outcome outcome, bool counts)
    {
        for (var i = 0; i < asking.Count; i++)
        {
            var (answer, arrived) = asking[i];
            if (!answer.IsCompletedSuccessfully)
            {
                continue;
            }

            asking.RemoveAt(i--);
            var permit = answer.GetAwaiter().GetResult();
            if (permit.Refusal is null)
            {
                runs.Enqueue((permit, arrived, now));
            }
            else if (counts)
            {
                outcome.RefusedAfter.Add(now - arrived);
            }
        }

        while (running.Count < cores && runs.TryDequeue(out var run))
        {
            var tolerated = TimeSpan.FromSeconds(Math.Max(runTime, 0.1));
            waits += new RunWaits(1, TimeSpan.FromSeconds(now - run.LetIn), tolerated, 0);
            running.Enqueue((run.Permit, run.Arrived), now + runTime);
        }
    }

    private double NextAfter(double perSecond) => now - (Math.Log(1 - random.NextDouble()) / perSecond);

    internal sealed class Outcome
    {
        public required double Seconds { get; init; }

        /// <summary>Seconds from arrival to answer.</summary>
        public List<double> Latencies { get; } = [];

        /// <summary>Seconds from arrival to refusal.</summary>
        public List<double> RefusedAfter { get; } = [];

        /// <summary>Answers a second that came in time.</summary>
        public double GoodputWithin(double patience) => Latencies.Count(l => l <= patience) / Seconds;
    }
}
