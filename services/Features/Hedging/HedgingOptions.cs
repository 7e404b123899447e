using System.ComponentModel.DataAnnotations;

namespace FedMl.Features.Hedging;

/// <summary>
/// Whether a read of features that takes longer than most is asked for a second time, and the first answer taken
/// (section <c>Features:Hedging</c>).
/// </summary>
public sealed class HedgingOptions
{
    /// <summary>Off, as it costs the source requests.</summary>
    public bool Enabled { get; set; }

    /// <summary>Of a hundred reads, how many may be asked for twice, beyond ten that are free.</summary>
    [Range(1, 50)]
    public int BudgetPercent { get; set; } = 5;

    /// <summary>How long a read may take before it is asked for again, however fast most are, milliseconds.</summary>
    [Range(1, 60_000)]
    public int MinDelayMilliseconds { get; set; } = 10;

    internal TimeSpan MinDelay => TimeSpan.FromMilliseconds(MinDelayMilliseconds);
}
