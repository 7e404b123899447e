using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Errors;

internal static class Reasons
{
    /// <summary>The reason's name in the catalogue; null where a neighbour tells none.</summary>
    public static string? NameOf(ErrorReason reason) => reason == ErrorReason.Unspecified ? null : ErrorCatalogue.Of(reason).Name;
}
