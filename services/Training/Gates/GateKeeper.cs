using FedMl.Training.Jobs;

namespace FedMl.Training.Gates;

/// <summary>Decides whether a job's model may be registered, gate by gate; each decision is told with its numbers.</summary>
internal sealed class GateKeeper(ChampionScores champion)
{
    /// <summary>A decision for each gate.</summary>
    public async Task<IReadOnlyList<JobDecision>> DecideAsync(Job job, IReadOnlyDictionary<string, double> metrics, CancellationToken cancellationToken)
    {
        var template = job.Request.Template;
        var scores = template.Evaluation is { } evaluation && template.Gates.Any(gate => gate.Champion is not null)
            ? await champion.ScoreAsync(job, evaluation, cancellationToken)
            : null;
        return [.. template.Gates.Select(gate => Decide(gate, metrics, scores))];
    }

    internal static JobDecision Decide(Gate gate, IReadOnlyDictionary<string, double> metrics, ChampionScore? champion)
    {
        var subject = $"gate {gate.Metric}";
        if (!metrics.TryGetValue(gate.Metric, out var value))
        {
            return new JobDecision(subject, false, "the command handed back no such figure", new Dictionary<string, double>());
        }

        var numbers = new Dictionary<string, double> { ["value"] = value };
        List<string> faults = [];
        List<string> reasons = [];
        if (gate.Min is { } min)
        {
            numbers["min"] = min;
            (value >= min ? reasons : faults).Add(value >= min ? "is not below its least" : "is below its least");
        }

        if (gate.Max is { } max)
        {
            numbers["max"] = max;
            (value <= max ? reasons : faults).Add(value <= max ? "is not above its most" : "is above its most");
        }

        if (gate.Champion is { } measure)
        {
            Compare(measure, gate.Tolerance, value, champion!, numbers, reasons, faults);
        }

        return new JobDecision(subject, faults.Count == 0, string.Join("; ", faults.Count == 0 ? reasons : faults), numbers);
    }

    private static void Compare(
        Measure measure, double tolerance, double value, ChampionScore champion, Dictionary<string, double> numbers, List<string> reasons, List<string> faults)
    {
        if (champion.Version is null)
        {
            reasons.Add(champion.Why);
            return;
        }

        var reached = measure == Measure.Accuracy ? champion.Accuracy : champion.LogLoss;
        numbers["champion"] = reached;
        numbers["tolerance"] = tolerance;
        numbers["rows"] = champion.Rows;
        var isWorse = measure == Measure.Accuracy ? value < reached - tolerance : value > reached + tolerance;
        (isWorse ? faults : reasons).Add($"is {(isWorse ? "" : "not ")}worse than that of the champion, version {champion.Version}, on the same rows");
    }
}
