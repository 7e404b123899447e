using FedMl.Protos.Models.V1;

namespace FedMl.Models.Plans;

/// <summary>What one version did, as all processes that score have counted it.</summary>
internal sealed class VersionCounts
{
    private readonly long[] durations = new long[Percentile.Entries];
    private readonly Dictionary<(string Output, int Column), Dictionary<int, long>> predictions = [];

    public long Answered { get; private set; }

    public long Failed { get; private set; }

    public long Same { get; private set; }

    public long Different { get; private set; }

    public long ShadowFailed { get; private set; }

    public long Requests => Answered + Failed;

    public long Compared => Same + Different + ShadowFailed;

    public double? P99 => Percentile.Of(durations, 0.99);

    public void Add(VersionMeasurement measured)
    {
        Answered += measured.Answered;
        Failed += measured.Failed;
        Same += measured.ShadowSame;
        Different += measured.ShadowDifferent;
        ShadowFailed += measured.ShadowFailed;
        for (var i = 0; i < measured.Durations.Count; i++)
        {
            durations[i] += measured.Durations[i];
        }

        foreach (var column in measured.Predictions)
        {
            var key = (column.Output, column.Column);
            var kinds = predictions.GetValueOrDefault(key) ?? (predictions[key] = []);
            for (var i = 0; i < column.Kinds.Count; i++)
            {
                kinds[column.Kinds[i]] = kinds.GetValueOrDefault(column.Kinds[i]) + column.Counts[i];
            }
        }
    }

    /// <summary>The largest drift of an output that both have; null: there is none.</summary>
    public double? DriftFrom(VersionCounts stable) =>
        predictions.Where(p => stable.predictions.ContainsKey(p.Key)).Max(p => Drift.Of(stable.predictions[p.Key], p.Value));

    /// <summary>The numbers of a step.</summary>
    public PlanNumbers Against(VersionCounts stable, bool isShadow)
    {
        var stableErrors = Share(stable.Failed, stable.Requests) ?? 0;
        return isShadow
            ? new PlanNumbers(Compared, stable.Requests, Share(ShadowFailed, Compared) ?? 0, 0, Disagreement: Share(Different + ShadowFailed, Compared))
            : new PlanNumbers(Requests, stable.Requests, Share(Failed, Requests) ?? 0, stableErrors, P99 / stable.P99, DriftFrom(stable));
    }

    private static double? Share(long part, long all) => all == 0 ? null : (double)part / all;
}
