namespace FedMl.ScoringEngine.Admission;

/// <summary>
/// How many requests may be in flight. The rule is Gradient2 of Netflix's concurrency-limits (E. Landau et al.,
/// "Performance Under Load", 2018; github.com/Netflix/concurrency-limits): each window,
/// <c>limit = limit × gradient + √limit</c>, with the gradient between ½ and 1, and no change while less than half of
/// the limit is used. There the gradient is long-term latency by latency, which guesses at a queue that cannot be seen
/// and is wrong where models of 30 µs and of 1 s share a service. Here the queue can be seen, so the gradient is
/// tolerated by measured time of waiting (waiting as the signal of overload: H. Zhou et al., "Overload Control for
/// Scaling WeChat Microservices", SoCC'18). Not thread-safe.
/// </summary>
/// <param name="min">It never falls below.</param>
/// <param name="max">It never rises above.</param>
/// <param name="initial">Where it starts.</param>
internal sealed class ConcurrencyLimit(int min, int max, int initial)
{
    private const double SteepestGradient = 0.5;

    private double limit = Math.Clamp(initial, min, max);

    public int Value => (int)limit;

    /// <summary>Learns from one window.</summary>
    /// <param name="waits">What runs waited in it.</param>
    /// <param name="peakInFlight">Most requests in flight at a time in it.</param>
    public void Update(RunWaits waits, int peakInFlight)
    {
        var noNews = waits is { Runs: 0, Waiting: > 0 };
        var isCrowded = waits.Waited > waits.Tolerated;
        var isUsed = 2 * peakInFlight >= Value;
        if (noNews || (!isCrowded && !isUsed))
        {
            return;
        }

        var gradient = isCrowded ? Math.Max(SteepestGradient, waits.Tolerated / waits.Waited) : 1;
        limit = Math.Clamp((limit * gradient) + Math.Sqrt(limit), min, max);
    }
}
