using System.ComponentModel.DataAnnotations;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Admission;

/// <summary>How much work is taken in at a time (section <c>Scoring:Admission</c>).</summary>
public sealed class AdmissionOptions
{
    /// <summary>Requests that may be in flight however long runs wait; never fewer than there are cores.</summary>
    [Range(0, 100_000)]
    public int MinInFlight { get; set; }

    /// <summary>Requests that may be in flight where no run waits long; never fewer than <see cref="MinInFlight"/> or the cores.</summary>
    [Range(1, 100_000)]
    public int MaxInFlight { get; set; } = 2000;

    /// <summary>Requests that may wait until they are let in.</summary>
    [Range(0, 1_000_000)]
    public int MaxWaiting { get; set; } = 1000;

    /// <summary>Bytes of all bodies that arrive, wait or are in flight.</summary>
    [Range(1024, 1L << 40)]
    public long MaxBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>How long a request may wait until it is let in, milliseconds. One that looks like waiting half as long is refused at once.</summary>
    [Range(1, 600_000)]
    public int MaxWaitMilliseconds { get; set; } = 1000;

    /// <summary>
    /// How long runs may wait for a core that are shorter than this, milliseconds, before fewer requests are let in;
    /// and how long a request may wait to be let in once there has always been someone waiting for a while.
    /// </summary>
    [Range(1, 60_000)]
    public int TargetWaitMilliseconds { get; set; } = 100;

    /// <summary>Priority of a request that names none, or 0; a lower number goes first.</summary>
    [Range(1, int.MaxValue)]
    public int DefaultPriority { get; set; } = ModelRun.DefaultPriority;
}
