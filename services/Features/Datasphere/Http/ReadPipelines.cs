using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using FedMl.Features.Sources;

namespace FedMl.Features.Datasphere.Http;

/// <summary>
/// The pipelines of a tenant. Each asset has one of its own, so that one that is slow or broken takes no other with it;
/// the tenant's places and the budget of further tries are shared.
/// </summary>
internal sealed class ReadPipelines : IDisposable
{
    private readonly DatasphereOptions options;
    private readonly DatasphereMetrics metrics;
    private readonly TimeProvider time;
    private readonly RetryBudget budget;
    private readonly ConcurrencyLimiter places;
    private readonly ConcurrentDictionary<AssetReference, ReadPipeline> ofAssets = new();

    public ReadPipelines(DatasphereOptions options, DatasphereMetrics metrics, TimeProvider time)
    {
        this.options = options;
        this.metrics = metrics;
        this.time = time;
        budget = new RetryBudget(options.RetryBudgetPercent);
        // Who waits here has a place of its asset, and those are few.
        places = new ConcurrencyLimiter(new() { PermitLimit = options.MaxConcurrentRequests, QueueLimit = int.MaxValue });
        OfCatalog = Make();
    }

    /// <summary>For what is read of no asset in particular.</summary>
    public ReadPipeline OfCatalog { get; }

    public ReadPipeline Of(AssetReference asset) => ofAssets.GetOrAdd(asset, _ => Make());

    public void Dispose() => places.Dispose();

    private ReadPipeline Make() => new(options, metrics, budget, places, time);
}
