using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FedMl.Models.Catalog;

/// <summary>Ready once there is a first picture; an old picture is still one.</summary>
internal sealed class CatalogHealth(ModelCatalog catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(catalog.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The registry has not been read yet."));
}
