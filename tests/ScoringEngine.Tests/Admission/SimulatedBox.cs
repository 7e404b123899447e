using FedMl.ScoringEngine.Admission;

namespace FedMl.ScoringEngine.Tests.Admission;

/// <summary>Cores, one line before them, and requests that arrive at random: all in simulated time.</summary>
internal sealed class SimulatedBox(int cores, ConcurrencyLimit limit, int seed)
{
    private const double Window = 0.1;

    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(50);

    private readonly Random random = new(seed);
    private readonly Queue<double> line = new();
    private readonly PriorityQueue<double, double> running = new();
    private double now;
    private double windowEnd = Window;
    private RunWaits waits;
    private int peak;

    /// <summary>Seconds that one run takes.</summary>
    public required double RunTime { get; set; }

    public double Capacity => cores / RunTime;

    private int InFlight => line.Count + running.Count;

    /// <summary>Lets requests arrive for a while and tells how it went in the second half of it.</summary>
    public Outcome Offer(double perSecond, double seconds)
    {
        var end = now + seconds;
        var settled = now + (seconds / 2);
        var outcome = new Outcome { Seconds = seconds / 2 };
        var arrival = NextAfter(now, perSecond);
        while (now < end)
        {
            var completion = running.TryPeek(out _, out var first) ? first : double.PositiveInfinity;
            now = Math.Min(windowEnd, Math.Min(arrival, completion));
            var counts = now > settled;
            if (now == windowEnd)
            {
                limit.Update(waits with { Waiting = line.Count }, peak);
                (waits, peak, windowEnd) = (default, InFlight, now + Window);
            }
            else if (now == completion)
            {
                running.Dequeue();
                outcome.Answered += counts ? 1 : 0;
                Start(counts ? outcome : null);
            }
            else
            {
                outcome.Refused += counts && InFlight >= limit.Value ? 1 : 0;
                if (InFlight < limit.Value)
                {
                    line.Enqueue(now);
                    Start(counts ? outcome : null);
                    peak = Math.Max(peak, InFlight);
                }

                arrival = NextAfter(now, perSecond);
            }
        }

        return outcome;
    }

    private void Start(Outcome? outcome)
    {
        while (running.Count < cores && line.TryDequeue(out var arrived))
        {
            var waited = TimeSpan.FromSeconds(now - arrived);
            var tolerated = TimeSpan.FromSeconds(Math.Max(RunTime, Target.TotalSeconds));
            waits += new RunWaits(1, waited, tolerated, 0);
            outcome?.Waits.Add(waited.TotalSeconds);
            running.Enqueue(now, now + RunTime);
        }
    }

    private double NextAfter(double time, double perSecond) => time - (Math.Log(1 - random.NextDouble()) / perSecond);

    internal sealed class Outcome
    {
        public required double Seconds { get; init; }

        public int Answered { get; set; }

        public int Refused { get; set; }

        public List<double> Waits { get; } = [];

        public double Throughput => Answered / Seconds;
    }
}
