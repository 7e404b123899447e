using System.Collections.Immutable;

namespace FedMl.Models.Steering;

/// <summary>How requests that name no version are divided among versions.</summary>
/// <param name="Weights">The versions that answer, with their shares, percent.</param>
/// <param name="Shadow">The version that sees requests and does not answer; empty: none.</param>
/// <param name="Change">Number of the change that made it.</param>
/// <param name="IsPlanned">Whether it is a step of a plan.</param>
internal sealed record Rollout(ImmutableList<VersionWeight> Weights, string Shadow, int Change, bool IsPlanned = false)
{
    /// <summary>All versions that it needs.</summary>
    public IEnumerable<string> Versions => Weights.Select(w => w.Version).Concat(Shadow.Length > 0 ? [Shadow] : []);

    /// <summary>Such as <c>1:90 2:10 shadow 3</c>.</summary>
    public override string ToString() => string.Join(' ', Weights.Select(w => $"{w.Version}:{w.Weight}")) + (Shadow.Length > 0 ? $" shadow {Shadow}" : "");
}

/// <summary>A version and its share, percent.</summary>
internal sealed record VersionWeight(string Version, int Weight);
