using FedMl.Models.Steering;

namespace FedMl.Models.Plans;

/// <summary>What becomes of what is on record of a model when its plan moves; every move is a change or two.</summary>
internal static class PlanMoves
{
    /// <summary>The alias of the stable version.</summary>
    public const string Champion = "champion";

    private const string Subject = "plan";

    public static ModelSteering Start(this ModelSteering steering, PlanProgress first, DateTimeOffset now, Author author) =>
        (steering with { Plan = first }).Record(now, author, Subject, "", first.Plan.ToString()).Divide(first.Rollout, now, author);

    public static ModelSteering Pause(this ModelSteering steering, PlanProgress progress, DateTimeOffset now, Author author) =>
        (steering with { Plan = progress with { State = PlanState.Paused, PausedAt = now } }).Record(now, author, Subject, "running", "paused");

    public static ModelSteering Resume(this ModelSteering steering, PlanProgress progress, DateTimeOffset now, Author author)
    {
        var next = progress with { State = PlanState.Running, StepBegan = now - progress.Elapsed(now), PausedAt = null };
        return (steering with { Plan = next }).Record(now, author, Subject, "paused", "running");
    }

    public static ModelSteering Advance(this ModelSteering steering, PlanProgress progress, DateTimeOffset now, string why)
    {
        var next = progress with { Step = progress.Step + 1, StepBegan = now };
        return (steering with { Plan = next }).Divide(next.Rollout, now, ByPlan($"step {next.Step + 1} of {next.Plan.Steps.Count}: {why}"));
    }

    public static ModelSteering Promote(this ModelSteering steering, PlanProgress progress, DateTimeOffset now, string why)
    {
        var version = progress.Plan.Version;
        var promoted = steering with { Plan = progress with { State = PlanState.Promoted, Verdict = why }, Aliases = steering.Aliases.SetItem(Champion, version) };
        return promoted.Record(now, ByPlan(why), $"alias {Champion}", progress.Stable, version).Divide(null, now, ByPlan(why)).Record(now, ByPlan(why), Subject, "running", "promoted");
    }

    public static ModelSteering End(this ModelSteering steering, PlanProgress progress, PlanState state, DateTimeOffset now, Author author)
    {
        var ended = steering with { Plan = progress with { State = state, Verdict = author.Why } };
        return ended.Divide(null, now, author).Record(now, author, Subject, Name(progress.State), Name(state));
    }

    public static Author ByPlan(string why) => new("plan", why);

    /// <summary>A state for people.</summary>
    public static string Name(PlanState state) => state switch
    {
        PlanState.RolledBack => "rolled back",
        _ => $"{state}".ToLowerInvariant(),
    };

    private static ModelSteering Divide(this ModelSteering steering, Rollout? rollout, DateTimeOffset now, Author author)
    {
        var next = rollout is null ? null : rollout with { Change = steering.NextNumber };
        return (steering with { Rollout = next }).Record(now, author, "rollout", steering.Rollout?.ToString() ?? "", next?.ToString() ?? "");
    }
}
