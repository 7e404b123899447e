using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Which versions of one model should be loaded, and which of them answers requests without a version.</summary>
/// <param name="Candidates">Versions that may be the default, best first.</param>
/// <param name="Wanted">Versions that should be loaded.</param>
internal sealed record LoadPlan(IReadOnlyList<ModelVersion> Candidates, IReadOnlyList<ModelVersion> Wanted)
{
    /// <summary>The alias that decides the default version.</summary>
    public const string Champion = "champion";

    public static ModelKey KeyOf(ModelVersion version) => new(version.Model, version.Version, version.Digest);

    /// <param name="model">What is published.</param>
    /// <param name="asked">Versions that requests asked for by name.</param>
    /// <param name="failed">Tells whether an artifact could not be loaded.</param>
    /// <param name="current">The version that is the default now; null: none.</param>
    public static LoadPlan Of(Model model, IReadOnlySet<string> asked, Predicate<ModelKey> failed, string? current)
    {
        var candidates = CandidatesOf(model);
        var aliased = model.Aliases.Select(a => a.Version).Concat(RolloutTable.VersionsOf(model.Rollout)).ToHashSet(StringComparer.Ordinal);

        // The best candidate, or where it cannot be loaded what serves now: a failed load keeps the last good version.
        var best = candidates.Count > 0 && !failed(KeyOf(candidates[0])) ? candidates[0] : null;
        var kept = model.Versions.FirstOrDefault(v => v.Version == current && !failed(KeyOf(v)));
        var lead = best ?? kept ?? candidates.FirstOrDefault(v => !failed(KeyOf(v)));
        ModelVersion[] wanted = [.. model.Versions.Where(v => !failed(KeyOf(v)) && (v == lead || aliased.Contains(v.Version) || asked.Contains(v.Version)))];
        return new LoadPlan(candidates, lead is null ? wanted : [lead, .. wanted.Where(v => v != lead)]);
    }

    // Never newer than the champion: whoever names one does not want what came after it.
    private static List<ModelVersion> CandidatesOf(Model model)
    {
        var champion = model.Aliases.FirstOrDefault(a => a.Name == Champion)?.Version;
        var newestFirst = model.Versions.Reverse().ToList();
        var at = champion is null ? 0 : newestFirst.FindIndex(v => v.Version == champion);
        return at <= 0 ? newestFirst : newestFirst[at..];
    }
}
