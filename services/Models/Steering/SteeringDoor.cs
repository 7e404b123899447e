using FedMl.Models.Catalog;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Models.Steering;

/// <summary>What every change by request must pass.</summary>
internal sealed class SteeringDoor(IOptions<ModelsOptions> options)
{
    /// <exception cref="ServiceException">DISABLED, INVALID_REQUEST with all faults.</exception>
    public void Check(Author author, RequestCheck check)
    {
        RefuseWithoutRecords();
        check.Text("by", author.By, 100).Text("why", author.Why, 500).ThrowIfFaulty();
    }

    /// <exception cref="ServiceException">DISABLED.</exception>
    public void RefuseWithoutRecords()
    {
        if (options.Value.StateFolder.Length == 0)
        {
            throw new ServiceException(ErrorReason.Disabled, $"Changes by request are off: the option {ModelsOptions.Section}:{nameof(ModelsOptions.StateFolder)} names no folder to keep them in.");
        }
    }

    /// <exception cref="ServiceException">CONFLICT: a plan decides that now.</exception>
    public static void RefuseDuringPlan(ModelSteering steering)
    {
        if (steering.Plan is { IsUnderWay: true })
        {
            throw new ServiceException(ErrorReason.Conflict, "A plan of this model is under way and decides that; abort it first.");
        }
    }
}
