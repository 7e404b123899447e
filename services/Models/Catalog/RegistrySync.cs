using FedMl.Models.Artifacts;
using FedMl.Models.Registry;
using FedMl.Models.Trust;

namespace FedMl.Models.Catalog;

/// <summary>
/// Keeps the catalog like the registry. Whatever happens to the registry, the last good picture stays.
/// </summary>
internal sealed class RegistrySync(
    IModelRegistry registry, PinnedVersions pinned, WantedVersions wanted, ArtifactHashes hashes, ArtifactTrust trust, ModelCatalog catalog, ModelsMetrics metrics, TimeProvider time, ILogger<RegistrySync> logger)
    : BackgroundService
{
    private readonly HashSet<RegistryFault> known = [];
    private long lastGood = time.GetTimestamp();
    private Type? failure;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await pinned.Known.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var hasMore = false;
            var asked = wanted.Changed; // Before the look: who asks during it is not missed.
            try
            {
                hasMore = await StepAsync(stoppingToken);
                Recovered();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Failed(exception);
            }

            if (!hasMore)
            {
                await WaitAsync(asked, stoppingToken);
            }
        }
    }

    /// <summary>One look at the registry. True: look again at once, there is more to hash.</summary>
    internal async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var listing = await registry.ListAsync(cancellationToken);
        wanted.Keep(listing);
        var hasMore = await hashes.AddAsync(listing, cancellationToken);
        await trust.JudgeAsync(listing, hashes, cancellationToken);
        // A first picture with models missing would look as if they had been removed.
        if (catalog.IsReady || !hasMore)
        {
            Show(listing);
        }

        return hasMore;
    }

    private async Task WaitAsync(Task asked, CancellationToken stoppingToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await await Task.WhenAny(registry.WaitForChangeAsync(enough.Token), asked);
        await enough.CancelAsync();
    }

    private void Show(RegistryListing listing)
    {
        var faults = new List<RegistryFault>(listing.Faults);
        var before = catalog.IsReady ? catalog.Models : new Dictionary<string, PublishedModel>();
        var models = Picture.From(listing, hashes, wanted, trust, before, faults);
        if (!catalog.IsReady)
        {
            logger.RegistryRead(models.Count, models.Sum(model => model.Versions.Count));
        }

        catalog.Show(models);
        metrics.Show(models, faults);
        Report(faults);
    }

    // Said once, not at every look.
    private void Report(List<RegistryFault> faults)
    {
        foreach (var fault in faults.Where(fault => !known.Contains(fault)))
        {
            logger.RegistryFault(fault.Kind, fault.Subject, fault.Text);
        }

        known.Clear();
        known.UnionWith(faults);
    }

    private void Recovered()
    {
        if (failure is not null)
        {
            logger.RegistryRecovered();
        }

        failure = null;
        lastGood = time.GetTimestamp();
        metrics.StaleSeconds.Set(0);
    }

    private void Failed(Exception exception)
    {
        // Said once, not at every look; another failure is said again.
        if (failure != exception.GetType() && exception is RegistryUnavailableException)
        {
            logger.RegistryUnavailable(exception.Message);
        }
        else if (failure != exception.GetType())
        {
            logger.SyncFailed(exception);
        }

        failure = exception.GetType();
        metrics.StaleSeconds.Set(time.GetElapsedTime(lastGood).TotalSeconds);
    }
}
