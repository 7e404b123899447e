namespace FedMl.Training.Triggers;

/// <summary>A trigger asked for a job.</summary>
/// <param name="Key">What asked, so that the same asks once: a digest of source and id, or a time.</param>
/// <param name="Job">The job; null: there is none.</param>
/// <param name="Refused">Why there is none.</param>
internal sealed record TriggerRun(DateTimeOffset At, string Tenant, string Template, string Trigger, string Key, string? Job, string? Refused)
{
    public const string Schedule = "schedule";
    public const string Event = "event";
}
