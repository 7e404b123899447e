using FedMl.Models.Catalog;
using FedMl.Models.Steering;

namespace FedMl.Models.Plans;

/// <summary>
/// Lets plans go on: judges each step by its numbers, again and again. Replicas may judge at the same time: the move of
/// the first one counts, since it is made to the step that was judged only.
/// </summary>
internal sealed class PlanClock(ModelCatalog catalog, SteeringChanges changes, Measurements measurements, ModelsMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, long> lostSince = new(StringComparer.Ordinal);

    /// <summary>Judges all plans that are under way. One caller at a time.</summary>
    public async Task TickAsync(string tenant, CancellationToken cancellationToken)
    {
        foreach (var (model, steering) in changes.Known.Where(k => k.Value.Plan is { IsUnderWay: true } && catalog.Models.ContainsKey(k.Key)))
        {
            await TickAsync(tenant, model, steering, cancellationToken);
        }
    }

    private async Task TickAsync(string tenant, string model, ModelSteering judged, CancellationToken cancellationToken)
    {
        var progress = judged.Plan!;
        var numbers = judged.Rollout is { } rollout
            ? await measurements.NumbersAsync(tenant, model, rollout, progress, cancellationToken)
            : PlanNumbers.None;
        metrics.Measured(model, progress, numbers);
        var verdict = LostForLong(model, progress) is { } lost ? new Verdict(Decision.RollBack, $"{lost}; {numbers}") : Gates.Judge(progress, numbers, time.GetUtcNow());
        if (verdict.Decision == Decision.Wait)
        {
            return;
        }

        var moved = false;
        var after = await changes.ApplyAsync(
            tenant,
            model,
            (steering, _) =>
            {
                moved = steering.Plan?.State == progress.State && steering.Rollout?.Change == judged.Rollout?.Change;
                return moved ? Move(steering, progress, verdict) : steering;
            },
            cancellationToken);
        if (moved)
        {
            metrics.Decided(model, after.Plan!.State switch { PlanState.Running => "advanced", PlanState.Promoted => "promoted", _ => "rolled_back" }, after.Plan);
        }
    }

    private ModelSteering Move(ModelSteering steering, PlanProgress progress, Verdict verdict)
    {
        var now = time.GetUtcNow();
        return verdict.Decision == Decision.RollBack ? steering.End(progress, PlanState.RolledBack, now, PlanMoves.ByPlan(verdict.Why))
            : progress.IsLast ? steering.Promote(progress, now, verdict.Why)
            : steering.Advance(progress, now, verdict.Why);
    }

    // Another replica can know of a version or an alias before this one does.
    private string? LostForLong(string model, PlanProgress progress)
    {
        if (Lost(model, progress) is not { } lost)
        {
            lostSince.Remove(model);
            return null;
        }

        lostSince.TryAdd(model, time.GetTimestamp());
        return time.GetElapsedTime(lostSince[model]) >= Patience ? lost : null;
    }

    // What the plan stands on.
    private string? Lost(string model, PlanProgress progress)
    {
        var shown = catalog.Find(model);
        return shown.Version(progress.Plan.Version) is not { IsOffered: true } ? $"version {progress.Plan.Version} is no longer offered"
            : shown.Aliases.GetValueOrDefault(PlanMoves.Champion) != progress.Stable ? $"alias {PlanMoves.Champion} no longer stands for version {progress.Stable}"
            : null;
    }
}
