using System.Diagnostics;
using FedMl.ScoringEngine.Admission;

namespace FedMl.ScoringEngine.Batching;

/// <summary>How long runs waited in one line. Times are <see cref="Stopwatch"/> ticks, summed over requests.</summary>
internal record struct LineWaits
{
    /// <summary>Runs that found a free place.</summary>
    public int AtOnce { get; set; }

    /// <summary>Runs that were taken out of the line.</summary>
    public int Served { get; set; }

    /// <summary>Time that these waited.</summary>
    public long Waited { get; set; }

    /// <summary>Time that these ran.</summary>
    public long Ran { get; set; }

    /// <summary>Runs that still wait.</summary>
    public int Waiting { get; set; }

    /// <summary>How long a run may wait for others while a place is free.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>
    /// Compares with the waiting that is right: so long as a target, or as a run itself. A run that takes a second may
    /// wait for one; and a batch can only be filled by those who wait for the one before it.
    /// </summary>
    public readonly RunWaits Judge(TimeSpan target)
    {
        var ran = Served == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(0, Ran) / Served;
        var tolerated = (AtOnce * target) + (Served * (Delay + (ran > target ? ran : target)));
        return new RunWaits(AtOnce + Served, Stopwatch.GetElapsedTime(0, Waited), tolerated, Waiting);
    }
}
