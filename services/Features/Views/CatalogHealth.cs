using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FedMl.Features.Views;

/// <summary>Ready once the views were read; faulty ones among them do not take the others away.</summary>
internal sealed class CatalogHealth(FeatureViewCatalog catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(catalog.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The feature views have not been read yet."));
}
