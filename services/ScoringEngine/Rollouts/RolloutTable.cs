using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>A roll-out as the data plane reads it: which loaded version answers in each slot.</summary>
internal static class RolloutTable
{
    /// <summary>The version of each slot; null: the default answers everywhere.</summary>
    /// <param name="rollout">The roll-out; null: there is none.</param>
    /// <param name="loaded">Loaded versions by name.</param>
    /// <param name="defaultModel">What has the share of versions that are not loaded; null: nothing is.</param>
    public static LoadedModel[]? Of(Rollout? rollout, IReadOnlyDictionary<string, LoadedModel> loaded, LoadedModel? defaultModel)
    {
        if (rollout is null || rollout.Weights.Sum(w => (long)w.Weight) != RoutingKey.Slots || rollout.Weights.Any(w => w.Weight < 0))
        {
            return null;
        }

        var spare = defaultModel ?? rollout.Weights.Select(w => loaded.GetValueOrDefault(w.Version)).OfType<LoadedModel>().FirstOrDefault();
        return spare is null
            ? null
            : [.. rollout.Weights.SelectMany(w => Enumerable.Repeat(loaded.GetValueOrDefault(w.Version) ?? spare, w.Weight))];
    }

    /// <summary>All versions that a roll-out needs.</summary>
    public static IEnumerable<string> VersionsOf(Rollout? rollout) =>
        rollout is null ? [] : rollout.Weights.Select(w => w.Version).Concat(rollout.Shadow.Length > 0 ? [rollout.Shadow] : []);
}
