using System.Globalization;

namespace FedMl.Models.Plans;

/// <summary>What was counted in one step.</summary>
/// <param name="Requests">Requests of the version; as a shadow, compared ones.</param>
/// <param name="StableRequests">Requests of the stable version.</param>
/// <param name="ErrorRate">Share of the version's requests that failed.</param>
/// <param name="StableErrorRate">Share of the stable version's requests that failed.</param>
/// <param name="P99Ratio">99th percentile of times divided by the stable version's; null: one has none.</param>
/// <param name="Drift">How much predictions differ; null: one has none.</param>
/// <param name="Disagreement">Share of compared requests that a shadow answered otherwise or not; null: none was compared.</param>
internal sealed record PlanNumbers(
    long Requests, long StableRequests, double ErrorRate, double StableErrorRate, double? P99Ratio = null, double? Drift = null, double? Disagreement = null)
{
    public static PlanNumbers None { get; } = new(0, 0, 0, 0);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Requests} requests (stable {StableRequests}), error rate {ErrorRate:0.####} (stable {StableErrorRate:0.####})")
        + Number("p99 ratio", P99Ratio) + Number("drift", Drift) + Number("disagreement", Disagreement);

    private static string Number(string what, double? value) => value is { } number ? string.Create(CultureInfo.InvariantCulture, $", {what} {number:0.####}") : "";
}
