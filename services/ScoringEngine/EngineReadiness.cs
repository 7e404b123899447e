using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FedMl.ScoringEngine;

/// <summary>
/// Ready once the models of the registry are known and the first loads have ended. A model that cannot be loaded
/// does not make the server unready: the others can be scored.
/// </summary>
public sealed class EngineReadiness(ModelStore store, StatusBoard statuses) : IHealthCheck
{
    private volatile bool wasReady;

    /// <summary>True from the moment on when the models known at start are loaded, or could not be.</summary>
    public bool IsReady => wasReady || (wasReady = store.IsKnown && statuses.List("").All(s => s.State != ModelState.Loading));

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The models are not loaded yet."));
}
