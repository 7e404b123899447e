using FedMl.Models.Catalog;
using FedMl.Models.Plans;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Steering;

/// <summary>Changes what a model's versions stand for: checked, on record, and then shown to every watcher.</summary>
internal sealed class Steerer(ModelCatalog catalog, SteeringChanges changes, SteeringRecords records, SteeringDoor door, TimeProvider time)
{
    private const int MaxAliases = 100;
    private const int DefaultChanges = 100;

    /// <summary>Makes an alias stand for a version.</summary>
    /// <param name="tenant">Whose model.</param>
    /// <param name="model">Its name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="version">The version.</param>
    /// <param name="from">The version it must stand for now; empty: none; null: any.</param>
    /// <param name="author">Who, and why.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    public async Task<Change> SetAliasAsync(string tenant, string model, string alias, string version, string? from, Author author, CancellationToken cancellationToken)
    {
        door.Check(author, new RequestCheck().Name("model", model).Name("alias", alias).Name("version", version));
        if (catalog.Version(model, version) is { IsOffered: false } refused)
        {
            throw new VersionNotOfferedException(refused);
        }

        return await ChangeAsync(tenant, model, author, $"alias {alias}", (steering, now) =>
        {
            RefuseDuringPlan(alias, steering);
            var before = now.Aliases.GetValueOrDefault(alias, "");
            if (from is not null && from != before)
            {
                throw new ServiceException(ErrorReason.Conflict, $"Alias {alias} stands for {Shown(before)}, not for {Shown(from)}.");
            }

            if (!steering.Aliases.ContainsKey(alias) && steering.Aliases.Count >= MaxAliases)
            {
                throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The request is wrong", [new Fault("alias", $"{MaxAliases} aliases are set, which is the limit")]);
            }

            return (steering with { Aliases = steering.Aliases.SetItem(alias, version) }, before);
        }, after => after.Aliases.GetValueOrDefault(alias, ""), cancellationToken);
    }

    /// <summary>Takes back what <see cref="SetAliasAsync"/> did.</summary>
    public Task<Change> DeleteAliasAsync(string tenant, string model, string alias, Author author, CancellationToken cancellationToken)
    {
        door.Check(author, new RequestCheck().Name("model", model).Name("alias", alias));
        return ChangeAsync(tenant, model, author, $"alias {alias}", (steering, now) =>
        {
            RefuseDuringPlan(alias, steering);
            return !steering.Aliases.ContainsKey(alias) ? throw (now.Aliases.ContainsKey(alias)
                ? new ServiceException(ErrorReason.Conflict, $"Alias {alias} is declared by the registry; it was not set by request.")
                : new AliasNotFoundException(model, alias))
                : (steering with { Aliases = steering.Aliases.Remove(alias) }, now.Aliases.GetValueOrDefault(alias, ""));
        }, after => after.Aliases.GetValueOrDefault(alias, ""), cancellationToken);
    }

    /// <summary>How requests are divided among a model's versions now.</summary>
    public Rollout GetRollout(string model)
    {
        new RequestCheck().Name("model", model).ThrowIfFaulty();
        return catalog.Find(model).Rollout ?? throw new RolloutNotFoundException(model);
    }

    /// <summary>Divides requests among versions.</summary>
    /// <param name="tenant">Whose model.</param>
    /// <param name="model">Its name.</param>
    /// <param name="rollout">The roll-out; its change is set here.</param>
    /// <param name="fromChange">The change that must have made the present one; 0: there must be none; null: any.</param>
    /// <param name="author">Who, and why.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    public Task<Change> SetRolloutAsync(string tenant, string model, Rollout rollout, int? fromChange, Author author, CancellationToken cancellationToken)
    {
        door.Check(author, new RequestCheck().Name("model", model).Rollout(rollout));
        foreach (var version in rollout.Versions.Select(v => catalog.Version(model, v)).Where(v => !v.IsOffered))
        {
            throw new VersionNotOfferedException(version);
        }

        return ChangeAsync(tenant, model, author, "rollout", (steering, _) =>
        {
            SteeringDoor.RefuseDuringPlan(steering);
            return fromChange is { } from && from != (steering.Rollout?.Change ?? 0) ? throw new ServiceException(ErrorReason.Conflict, $"The roll-out was made by change {steering.Rollout?.Change ?? 0}, not by {from}.")
                : (steering with { Rollout = rollout with { Change = steering.NextNumber } }, steering.Rollout?.ToString() ?? "");
        }, after => after.Rollout?.ToString() ?? "", cancellationToken);
    }

    /// <summary>Ends a roll-out.</summary>
    public Task<Change> DeleteRolloutAsync(string tenant, string model, Author author, CancellationToken cancellationToken)
    {
        door.Check(author, new RequestCheck().Name("model", model));
        return ChangeAsync(tenant, model, author, "rollout", (steering, _) =>
        {
            SteeringDoor.RefuseDuringPlan(steering);
            return steering.Rollout is { } rollout ? (steering with { Rollout = null }, rollout.ToString()) : throw new RolloutNotFoundException(model);
        }, _ => "", cancellationToken);
    }

    /// <summary>The latest changes first.</summary>
    public async Task<IReadOnlyList<Change>> ListChangesAsync(string tenant, string model, int maxChanges, CancellationToken cancellationToken)
    {
        door.RefuseWithoutRecords();
        new RequestCheck().Name("model", model).Between("max_changes", maxChanges, 0, ModelSteering.MaxChanges).ThrowIfFaulty();
        _ = catalog.Find(model);
        var steering = await records.ReadAsync(tenant, model, cancellationToken);
        return [.. steering.Changes.Reverse().Take(maxChanges == 0 ? DefaultChanges : maxChanges)];
    }

    private async Task<Change> ChangeAsync(
        string tenant,
        string model,
        Author author,
        string subject,
        Func<ModelSteering, PublishedModel, (ModelSteering Next, string From)> change,
        Func<PublishedModel, string> to,
        CancellationToken cancellationToken)
    {
        var after = await changes.ApplyAsync(
            tenant,
            model,
            (steering, registered) =>
            {
                var (next, from) = change(steering, steering.Steer(registered));
                return next.Record(time.GetUtcNow(), author, subject, from, to(next.Steer(registered)));
            },
            cancellationToken);
        return after.Changes[^1];
    }

    // A plan moves the champion itself; other aliases are nothing to it.
    private static void RefuseDuringPlan(string alias, ModelSteering steering)
    {
        if (alias == PlanMoves.Champion)
        {
            SteeringDoor.RefuseDuringPlan(steering);
        }
    }

    private static string Shown(string version) => version.Length == 0 ? "no version" : $"version {version}";
}
