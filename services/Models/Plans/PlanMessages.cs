using FedMl.Models.Steering;
using Google.Protobuf.WellKnownTypes;
using P = FedMl.Protos.Models.V1;

namespace FedMl.Models.Plans;

/// <summary>Plans as messages, and back.</summary>
internal static class PlanMessages
{
    public static RolloutPlan ToCore(this P.RolloutPlan? message)
    {
        var gates = message?.Gates ?? new P.PlanGates();
        return new RolloutPlan(
            message?.Version ?? "",
            [.. (message?.Steps ?? []).Select(s => new PlanStep(s.Weight, Span(s.Duration)))],
            new PlanGates(
                gates.MinRequests,
                gates.HasMaxErrorRate ? gates.MaxErrorRate : null,
                gates.HasMaxP99Ratio ? gates.MaxP99Ratio : null,
                gates.HasMaxDrift ? gates.MaxDrift : null,
                gates.HasMaxDisagreement ? gates.MaxDisagreement : null));
    }

    public static P.PlanProgress ToMessage(this PlanProgress progress, PlanNumbers? numbers, DateTimeOffset now) => new()
    {
        Plan = progress.Plan.ToMessage(),
        Stable = progress.Stable,
        State = progress.State switch
        {
            PlanState.Running => P.PlanState.Running,
            PlanState.Paused => P.PlanState.Paused,
            PlanState.Promoted => P.PlanState.Promoted,
            PlanState.RolledBack => P.PlanState.RolledBack,
            _ => P.PlanState.Aborted,
        },
        Step = progress.Step + 1,
        StepBegan = Timestamp.FromDateTimeOffset(progress.StepBegan),
        Verdict = numbers is null ? progress.Verdict : Gates.Judge(progress, numbers, now).Why,
        Numbers = numbers?.ToMessage(),
    };

    private static P.RolloutPlan ToMessage(this RolloutPlan plan)
    {
        var gates = new P.PlanGates { MinRequests = plan.Gates.MinRequests };
        Set(plan.Gates.MaxErrorRate, v => gates.MaxErrorRate = v);
        Set(plan.Gates.MaxP99Ratio, v => gates.MaxP99Ratio = v);
        Set(plan.Gates.MaxDrift, v => gates.MaxDrift = v);
        Set(plan.Gates.MaxDisagreement, v => gates.MaxDisagreement = v);
        return new P.RolloutPlan
        {
            Version = plan.Version,
            Steps = { plan.Steps.Select(s => new P.PlanStep { Weight = s.Weight, Duration = Duration.FromTimeSpan(s.Duration) }) },
            Gates = gates,
        };
    }

    private static P.PlanNumbers ToMessage(this PlanNumbers numbers)
    {
        var message = new P.PlanNumbers
        {
            Requests = numbers.Requests,
            StableRequests = numbers.StableRequests,
            ErrorRate = numbers.ErrorRate,
            StableErrorRate = numbers.StableErrorRate,
        };
        Set(numbers.P99Ratio, v => message.P99Ratio = v);
        Set(numbers.Drift, v => message.Drift = v);
        Set(numbers.Disagreement, v => message.Disagreement = v);
        return message;
    }

    private static void Set(double? value, Action<double> set)
    {
        if (value is { } number)
        {
            set(number);
        }
    }

    // What is no duration is one that no plan may have.
    private static TimeSpan Span(Duration? duration)
    {
        try
        {
            return duration?.ToTimeSpan() ?? TimeSpan.Zero;
        }
        catch (InvalidOperationException)
        {
            return TimeSpan.Zero;
        }
    }
}
