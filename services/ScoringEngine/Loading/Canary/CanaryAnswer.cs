using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Loading.Canary;

/// <summary>How it went, as the other process tells it: one JSON line on its standard output.</summary>
/// <param name="Reason">Why the version cannot be loaded; unspecified: it can.</param>
/// <param name="Message">The same in words.</param>
/// <param name="Faults">One by one.</param>
internal sealed record CanaryAnswer(ErrorReason Reason, string Message, IReadOnlyList<Fault> Faults)
{
    public static CanaryAnswer Well { get; } = new(ErrorReason.Unspecified, "", []);
}
