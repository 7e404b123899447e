using FedMl.Models.AzureMl;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Deployments;

internal sealed class DeploymentsOffException()
    : ServiceException(ErrorReason.DeploymentsOff, $"{DeploymentOptions.Section}:Workspace is not set: this service deploys nothing.");

/// <summary>What goes wrong at Azure, by its reason.</summary>
internal static class DeploymentFaults
{
    public static ServiceException Of(AzureCallException exception)
    {
        var reason = exception.Status switch
        {
            404 => ErrorReason.DeploymentNotFound,
            409 or 412 or 423 => ErrorReason.DeploymentBusy,
            _ when exception.IsTransient => ErrorReason.DeploymentUnavailable,
            _ => ErrorReason.DeploymentRefused,
        };
        return new ServiceException(reason, exception.Message) { RetryAfter = exception.RetryAfter };
    }
}
