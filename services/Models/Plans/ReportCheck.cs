using FedMl.Models.Catalog;
using FedMl.Models.Steering;
using FedMl.Protos.Models.V1;

namespace FedMl.Models.Plans;

/// <summary>What a report must be.</summary>
internal static class ReportCheck
{
    public const int MaxPredictions = 8;
    public const int MaxKinds = 2100;

    public const long MostCount = 1_000_000_000_000_000;

    private const int MaxReplicaLength = 64;

    /// <summary>Adds every fault.</summary>
    public static RequestCheck Report(this RequestCheck check, ReportMeasurementsRequest report)
    {
        check.Name("model", report.Model).Between("change", report.Change, 1, int.MaxValue)
            .That(report.Replica.Length is > 0 and <= MaxReplicaLength && report.Replica.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'), "replica", $"must be 1 to {MaxReplicaLength} letters, digits and hyphens")
            .Between("versions", report.Versions.Count, 0, RolloutCheck.MaxVersions);
        for (var i = 0; i < Math.Min(report.Versions.Count, RolloutCheck.MaxVersions); i++)
        {
            check.Version($"versions[{i}]", report.Versions[i]);
        }

        return check;
    }

    private static void Version(this RequestCheck check, string field, VersionMeasurement measured)
    {
        check.Name($"{field}.version", measured.Version)
            .Between($"{field}.durations", measured.Durations.Count, 0, Percentile.Entries)
            .Between($"{field}.predictions", measured.Predictions.Count, 0, MaxPredictions)
            .That(measured.Predictions.All(IsWellFormed), $"{field}.predictions", $"must each have at most {MaxKinds} kinds, ascending, with a count each")
            .That(CountsOf(measured).All(count => count is >= 0 and <= MostCount), field, $"must have counts from 0 to {MostCount}");
    }

    private static bool IsWellFormed(PredictionCounts column) =>
        column.Kinds.Count <= MaxKinds && column.Kinds.Count == column.Counts.Count && column.Kinds.Zip(column.Kinds.Skip(1)).All(pair => pair.First < pair.Second);

    private static IEnumerable<long> CountsOf(VersionMeasurement measured) =>
    [
        measured.Answered, measured.Failed, measured.ShadowSame, measured.ShadowDifferent, measured.ShadowFailed,
        .. measured.Durations, .. measured.Predictions.SelectMany(p => p.Counts),
    ];
}
