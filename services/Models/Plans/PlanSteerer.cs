using FedMl.Models.Catalog;
using FedMl.Models.Steering;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Plans;

/// <summary>Begins, holds and ends plans by request.</summary>
internal sealed class PlanSteerer(ModelCatalog catalog, SteeringChanges changes, SteeringRecords records, SteeringDoor door, Measurements measurements, ModelsMetrics metrics, TimeProvider time)
{
    /// <exception cref="ServiceException">See <c>SteeringService/StartPlan</c>.</exception>
    public async Task<PlanProgress> StartAsync(string tenant, string model, RolloutPlan plan, Author author, CancellationToken cancellationToken)
    {
        door.Check(author, new RequestCheck().Name("model", model).Plan(plan));
        if (catalog.Version(model, plan.Version) is { IsOffered: false } refused)
        {
            throw new VersionNotOfferedException(refused);
        }

        var after = await changes.ApplyAsync(
            tenant,
            model,
            (steering, registered) =>
            {
                SteeringDoor.RefuseDuringPlan(steering);
                var stable = steering.Steer(registered).Aliases.GetValueOrDefault(PlanMoves.Champion) ?? throw new AliasNotFoundException(model, PlanMoves.Champion);
                var now = time.GetUtcNow();
                return steering.Rollout is not null ? throw new ServiceException(ErrorReason.Conflict, "The model has a roll-out; end it first.")
                    : stable == plan.Version ? throw new ServiceException(ErrorReason.Conflict, $"Alias {PlanMoves.Champion} stands for version {stable} already.")
                    : steering.Start(new PlanProgress(plan, stable, PlanState.Running, 0, now), now, author);
            },
            cancellationToken);
        metrics.Decided(model, "started", after.Plan!);
        return after.Plan!;
    }

    /// <summary>How far the plan is, with the numbers of its step; null: it has ended.</summary>
    public async Task<(PlanProgress Progress, PlanNumbers? Numbers)> GetAsync(string tenant, string model, CancellationToken cancellationToken)
    {
        door.RefuseWithoutRecords();
        new RequestCheck().Name("model", model).ThrowIfFaulty();
        _ = catalog.Find(model);
        var steering = await records.ReadAsync(tenant, model, cancellationToken);
        var progress = steering.Plan ?? throw new PlanNotFoundException(model);
        return steering is { Rollout: { } rollout, Plan.IsUnderWay: true }
            ? (progress, await measurements.NumbersAsync(tenant, model, rollout, progress, cancellationToken))
            : (progress, null);
    }

    public Task<PlanProgress> PauseAsync(string tenant, string model, Author author, CancellationToken cancellationToken) =>
        MoveAsync(tenant, model, author, "paused", progress => progress.State == PlanState.Running, (s, p, now) => s.Pause(p, now, author), cancellationToken);

    public Task<PlanProgress> ResumeAsync(string tenant, string model, Author author, CancellationToken cancellationToken) =>
        MoveAsync(tenant, model, author, "resumed", progress => progress.State == PlanState.Paused, (s, p, now) => s.Resume(p, now, author), cancellationToken);

    public Task<PlanProgress> AbortAsync(string tenant, string model, Author author, CancellationToken cancellationToken) =>
        MoveAsync(tenant, model, author, "aborted", progress => progress.IsUnderWay, (s, p, now) => s.End(p, PlanState.Aborted, now, author), cancellationToken);

    private async Task<PlanProgress> MoveAsync(
        string tenant,
        string model,
        Author author,
        string decision,
        Predicate<PlanProgress> may,
        Func<ModelSteering, PlanProgress, DateTimeOffset, ModelSteering> move,
        CancellationToken cancellationToken)
    {
        door.Check(author, new RequestCheck().Name("model", model));
        var after = await changes.ApplyAsync(
            tenant,
            model,
            (steering, _) =>
            {
                var progress = steering.Plan ?? throw new PlanNotFoundException(model);
                return may(progress)
                    ? move(steering, progress, time.GetUtcNow())
                    : throw new ServiceException(ErrorReason.Conflict, $"The plan is {PlanMoves.Name(progress.State)}; it cannot be {decision}.");
            },
            cancellationToken);
        metrics.Decided(model, decision, after.Plan!);
        return after.Plan!;
    }
}
