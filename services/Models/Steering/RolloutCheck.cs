using FedMl.Models.Catalog;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Steering;

/// <summary>What a roll-out must be, apart from its versions being offered.</summary>
internal static class RolloutCheck
{
    public const int MaxVersions = 10;
    public const int AllShares = 100;

    /// <summary>Adds every fault.</summary>
    public static RequestCheck Rollout(this RequestCheck check, Rollout rollout)
    {
        var weights = rollout.Weights;
        check.Between("rollout.weights", weights.Count, 1, MaxVersions);
        for (var i = 0; i < Math.Min(weights.Count, MaxVersions); i++)
        {
            check.Name($"rollout.weights[{i}].version", weights[i].Version).Between($"rollout.weights[{i}].weight", weights[i].Weight, 1, AllShares);
        }

        var sum = weights.Sum(w => (long)w.Weight);
        check.That(sum == AllShares, "rollout.weights", $"must add up to {AllShares}, not {sum}");
        foreach (var twice in weights.GroupBy(w => w.Version, StringComparer.Ordinal).Where(g => g.Count() > 1).Take(MaxVersions))
        {
            check.That(false, "rollout.weights", $"must name each version once, {Shown(twice.Key)} is there {twice.Count()} times");
        }

        if (rollout.Shadow.Length > 0)
        {
            check.Name("rollout.shadow", rollout.Shadow);
            check.That(weights.All(w => w.Version != rollout.Shadow), "rollout.shadow", "must not be one of the versions that answer");
        }

        return check;
    }

    private static string Shown(string version) => Registry.ModelName.IsValid(version) ? version : "one";
}
