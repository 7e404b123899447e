using FedMl.Models.Catalog;

namespace FedMl.Models.Plans;

/// <summary>What a plan must be, apart from its version being offered.</summary>
internal static class PlanCheck
{
    public const int MaxSteps = 20;
    public const long MostRequests = 1_000_000_000;

    private const double ShortestSeconds = 1;
    private const double LongestSeconds = 30 * 24 * 3600;

    /// <summary>Adds every fault.</summary>
    public static RequestCheck Plan(this RequestCheck check, RolloutPlan plan)
    {
        check.Name("plan.version", plan.Version).Between("plan.steps", plan.Steps.Count, 1, MaxSteps);
        for (var i = 0; i < Math.Min(plan.Steps.Count, MaxSteps); i++)
        {
            var step = plan.Steps[i];
            check.Between($"plan.steps[{i}].weight", step.Weight, 0, 100)
                .Number($"plan.steps[{i}].duration", step.Duration.TotalSeconds, ShortestSeconds, LongestSeconds)
                .That(i == 0 || step.Weight >= plan.Steps[i - 1].Weight, $"plan.steps[{i}].weight", "must not be smaller than the one before it");
        }

        var gates = plan.Gates;
        return check.Between("plan.gates.min_requests", gates.MinRequests, 1, MostRequests)
            .Number("plan.gates.max_error_rate", gates.MaxErrorRate, 0, 1)
            .Number("plan.gates.max_p99_ratio", gates.MaxP99Ratio, 1, 1000)
            .Number("plan.gates.max_drift", gates.MaxDrift, 0, 10)
            .Number("plan.gates.max_disagreement", gates.MaxDisagreement, 0, 1)
            .That(gates is not { MaxErrorRate: null, MaxP99Ratio: null, MaxDrift: null, MaxDisagreement: null }, "plan.gates", "must set at least one limit");
    }

    // Not a number is not between anything.
    private static RequestCheck Number(this RequestCheck check, string field, double? value, double least, double most) =>
        check.That(value is null || (value >= least && value <= most), field, FormattableString.Invariant($"must be between {least} and {most}"));
}
