namespace FedMl.Benchmarks.Load;

/// <summary>
/// When requests are meant to start, in ticks of the stopwatch. In an open loop that does not depend on the answers:
/// a request that has to wait for a slow server is late from its intended start on, which is what a user sees.
/// </summary>
/// <param name="first">Intended start of the first request.</param>
/// <param name="interval">Ticks between two requests; 0: closed loop, where a request is meant to start when it can.</param>
internal struct Schedule(long first, double interval)
{
    private long taken;

    public readonly bool IsOpenLoop => interval > 0;

    /// <summary>Intended start of the next request in an open loop.</summary>
    public readonly long Next => first + (long)(taken * interval);

    /// <summary>Takes the next request if it is due.</summary>
    public bool TryTake(long now, out long intended)
    {
        intended = IsOpenLoop ? Next : now;
        if (intended > now)
        {
            return false;
        }

        taken++;
        return true;
    }

    /// <summary>Requests that are meant to start before a time and were not taken.</summary>
    public readonly long MissedBefore(long end) => IsOpenLoop && Next < end ? (long)Math.Ceiling((end - Next) / interval) : 0;
}
