using System.Collections.Immutable;
using System.Globalization;

namespace FedMl.Models.Plans;

/// <summary>How a version takes over from the stable one.</summary>
/// <param name="Version">The version that takes over.</param>
/// <param name="Steps">One after the other.</param>
/// <param name="Gates">What must hold in every step.</param>
internal sealed record RolloutPlan(string Version, ImmutableList<PlanStep> Steps, PlanGates Gates)
{
    /// <summary>Such as <c>version 2: 0 % for 60 s, 10 % for 300 s; at least 500 requests, error rate up to 0.01</c>.</summary>
    public override string ToString() => $"version {Version}: {string.Join(", ", Steps)}; {Gates}";
}

/// <summary>One step.</summary>
/// <param name="Weight">The version's share, percent; 0: it is a shadow.</param>
/// <param name="Duration">How long it takes at least.</param>
internal sealed record PlanStep(int Weight, TimeSpan Duration)
{
    public bool IsShadow => Weight == 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Weight} % for {Duration.TotalSeconds} s");
}

/// <summary>What must hold in every step, once there are enough requests; null: that is not judged.</summary>
/// <param name="MinRequests">Enough requests.</param>
/// <param name="MaxErrorRate">How much larger than the stable version's the share of failed requests may be.</param>
/// <param name="MaxP99Ratio">How many times the stable version's 99th percentile of times.</param>
/// <param name="MaxDrift">How much the predictions may differ, see <see cref="Drift"/>.</param>
/// <param name="MaxDisagreement">Share of compared requests that a shadow may answer otherwise or not.</param>
internal sealed record PlanGates(long MinRequests, double? MaxErrorRate, double? MaxP99Ratio, double? MaxDrift, double? MaxDisagreement)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"at least {MinRequests} requests")
        + Limit("error rate", MaxErrorRate) + Limit("p99 ratio", MaxP99Ratio) + Limit("drift", MaxDrift) + Limit("disagreement", MaxDisagreement);

    private static string Limit(string what, double? most) => most is { } limit ? string.Create(CultureInfo.InvariantCulture, $", {what} up to {limit}") : "";
}
