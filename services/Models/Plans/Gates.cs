using System.Globalization;

namespace FedMl.Models.Plans;

/// <summary>Judges a step by its numbers.</summary>
internal static class Gates
{
    private const int AllShares = 100;

    /// <param name="progress">Where the plan is.</param>
    /// <param name="numbers">What was counted in the step.</param>
    /// <param name="now">When it is judged.</param>
    public static Verdict Judge(PlanProgress progress, PlanNumbers numbers, DateTimeOffset now)
    {
        var gates = progress.Plan.Gates;
        if (numbers.Requests >= gates.MinRequests && Broken(progress, numbers) is { } broken)
        {
            return new Verdict(Decision.RollBack, $"{broken}; {numbers}");
        }

        var waits = progress.State == PlanState.Paused ? "it is paused"
            : progress.Elapsed(now) < progress.Now.Duration ? string.Create(CultureInfo.InvariantCulture, $"the step takes {progress.Now.Duration.TotalSeconds} s")
            : numbers.Requests < gates.MinRequests ? $"it needs {gates.MinRequests} requests"
            : NeedsStable(progress) && numbers.StableRequests < gates.MinRequests ? $"it needs {gates.MinRequests} requests of the stable version"
            : null;
        return waits is null ? new Verdict(Decision.Advance, $"{numbers}") : new Verdict(Decision.Wait, $"{waits}; {numbers}");
    }

    private static string? Broken(PlanProgress progress, PlanNumbers numbers)
    {
        var gates = progress.Plan.Gates;
        var stableCounts = numbers.StableRequests >= gates.MinRequests;
        if (numbers.ErrorRate - (stableCounts ? numbers.StableErrorRate : 0) > gates.MaxErrorRate)
        {
            return Above("error rate", numbers.ErrorRate, gates.MaxErrorRate, " above the stable version's");
        }

        if (progress.Now.IsShadow)
        {
            return numbers.Disagreement > gates.MaxDisagreement ? Above("disagreement", numbers.Disagreement, gates.MaxDisagreement) : null;
        }

        return !IsCompared(progress) || !stableCounts ? null
            : numbers.P99Ratio > gates.MaxP99Ratio ? Above("p99 ratio", numbers.P99Ratio, gates.MaxP99Ratio)
            : numbers.Drift > gates.MaxDrift ? Above("drift", numbers.Drift, gates.MaxDrift)
            : null;
    }

    private static bool NeedsStable(PlanProgress progress) => IsCompared(progress) && progress.Plan.Gates is not { MaxP99Ratio: null, MaxDrift: null };

    // Whether both versions answer.
    private static bool IsCompared(PlanProgress progress) => progress.Now.Weight is > 0 and < AllShares;

    private static string Above(string what, double? value, double? most, string more = "") =>
        string.Create(CultureInfo.InvariantCulture, $"{what} {value:0.####} is more than {most}{more}");
}

/// <summary>What is to be done, and why.</summary>
internal sealed record Verdict(Decision Decision, string Why);

internal enum Decision
{
    Wait,
    Advance,
    RollBack,
}
