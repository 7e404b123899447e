using System.Collections.Immutable;
using FedMl.Models.Catalog;
using FedMl.Models.Plans;

namespace FedMl.Models.Steering;

/// <summary>What is on record of one model.</summary>
/// <param name="Aliases">Versions by the aliases that were set by request.</param>
/// <param name="Changes">The latest changes, oldest first.</param>
/// <param name="Rollout">How requests are divided among versions; null: they are not.</param>
/// <param name="Plan">The plan that is under way, or the last one; null: there was none.</param>
internal sealed record ModelSteering(
    ImmutableSortedDictionary<string, string> Aliases, ImmutableList<Change> Changes, Rollout? Rollout = null, PlanProgress? Plan = null)
{
    /// <summary>Changes kept of one model.</summary>
    public const int MaxChanges = 1000;

    public static ModelSteering None { get; } = new(ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal), []);

    /// <summary>The model with these aliases before those of the registry. One whose version is not offered (any more) does not count.</summary>
    public PublishedModel Steer(PublishedModel model)
    {
        var aliases = new SortedDictionary<string, string>(model.Aliases.ToDictionary(), StringComparer.Ordinal);
        foreach (var (alias, version) in Aliases.Where(a => model.Version(a.Value) is { IsOffered: true }))
        {
            aliases[alias] = version;
        }

        return model with { Aliases = aliases, Rollout = Rollout?.Versions.All(v => model.Version(v) is { IsOffered: true }) == true ? Rollout : null };
    }

    /// <summary>All versions that something on record stands for.</summary>
    public IReadOnlySet<string> Versions =>
        Aliases.Values.Concat(Rollout?.Versions ?? []).Concat(Plan is { IsUnderWay: true } plan ? [plan.Stable, plan.Plan.Version] : []).ToHashSet(StringComparer.Ordinal);

    /// <summary>The number of the next change.</summary>
    public int NextNumber => (Changes.LastOrDefault()?.Number ?? 0) + 1;

    /// <summary>With one more change on record.</summary>
    public ModelSteering Record(DateTimeOffset at, Author author, string subject, string from, string to)
    {
        var change = new Change(NextNumber, at, author.By, subject, from, to, author.Why);
        var kept = Changes.Count < MaxChanges ? Changes : Changes.RemoveRange(0, Changes.Count - MaxChanges + 1);
        return this with { Changes = kept.Add(change) };
    }
}

/// <summary>Who changes something, and why.</summary>
internal sealed record Author(string By, string Why);
