using FedMl.Models.Catalog;
using FedMl.Models.Steering;
using FedMl.Protos.Models.V1;

namespace FedMl.Models.Plans;

/// <summary>Takes what those who score report.</summary>
internal sealed class Reports(ModelCatalog catalog, SteeringDoor door, Measurements measurements)
{
    /// <exception cref="ServiceDefaults.Errors.ServiceException">See <c>ModelsService/ReportMeasurements</c>.</exception>
    public async Task TakeAsync(string tenant, ReportMeasurementsRequest report, CancellationToken cancellationToken)
    {
        door.RefuseWithoutRecords();
        new RequestCheck().Report(report).ThrowIfFaulty();
        if (catalog.Find(report.Model).Rollout is { IsPlanned: true } rollout && rollout.Change == report.Change)
        {
            await measurements.KeepAsync(tenant, report, cancellationToken);
        }
    }
}
