using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sources;

/// <summary>Why a plan cannot be read from the source.</summary>
/// <param name="Reason">SOURCE_CHANGED: the source does not have it. Any other: why the source cannot be read now.</param>
/// <param name="Column">The column at fault; null: the whole asset.</param>
/// <param name="Description">Holds no values.</param>
internal sealed record PlanFault(ErrorReason Reason, PlanColumn? Column, string Description)
{
    public static ServiceException ToException(AssetReference asset, IReadOnlyList<PlanFault> faults)
    {
        var reason = faults.Select(fault => fault.Reason).FirstOrDefault(reason => reason != ErrorReason.SourceChanged, ErrorReason.SourceChanged);
        return ServiceException.FromFaults(
            reason,
            reason == ErrorReason.SourceChanged ? "The source no longer has what is declared" : "The source cannot be read",
            [.. faults.Select(fault => new Fault($"{asset.Space}.{asset.Asset}", fault.Description))]);
    }
}
