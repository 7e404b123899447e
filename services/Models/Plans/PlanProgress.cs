using FedMl.Models.Steering;

namespace FedMl.Models.Plans;

/// <summary>How far a plan is; what it needs to go on after a restart.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Stable">The version that answered before.</param>
/// <param name="State">Whether it goes on.</param>
/// <param name="Step">The step, counted from 0.</param>
/// <param name="StepBegan">When it began, with the time of pauses added.</param>
/// <param name="PausedAt">Since when it is paused; null: it is not.</param>
/// <param name="Verdict">Why it has ended; empty: it has not.</param>
internal sealed record PlanProgress(
    RolloutPlan Plan, string Stable, PlanState State, int Step, DateTimeOffset StepBegan, DateTimeOffset? PausedAt = null, string Verdict = "")
{
    public bool IsUnderWay => State is PlanState.Running or PlanState.Paused;

    public PlanStep Now => Plan.Steps[Step];

    public bool IsLast => Step == Plan.Steps.Count - 1;

    /// <summary>How requests are divided in this step.</summary>
    public Rollout Rollout => Now.Weight switch
    {
        0 => new Rollout([new(Stable, RolloutCheck.AllShares)], Plan.Version, 0, IsPlanned: true),
        RolloutCheck.AllShares => new Rollout([new(Plan.Version, RolloutCheck.AllShares)], "", 0, IsPlanned: true),
        var weight => new Rollout([new(Stable, RolloutCheck.AllShares - weight), new(Plan.Version, weight)], "", 0, IsPlanned: true),
    };

    /// <summary>Time of this step, without pauses.</summary>
    public TimeSpan Elapsed(DateTimeOffset now) => (PausedAt ?? now) - StepBegan;
}

/// <summary>Whether a plan goes on.</summary>
internal enum PlanState
{
    Running,
    Paused,
    Promoted,
    RolledBack,
    Aborted,
}
