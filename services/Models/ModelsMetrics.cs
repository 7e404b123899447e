using FedMl.Models.Catalog;
using FedMl.Models.Registry;
using Prometheus;

namespace FedMl.Models;

/// <summary>What this service counts.</summary>
internal sealed class ModelsMetrics(IMetricFactory metrics)
{
    private readonly Gauge models = metrics.CreateGauge("fedml_registry_models", "Models listed.");
    private readonly Gauge versions = metrics.CreateGauge("fedml_registry_versions", "Versions listed, by whether they are offered.", ["offered"]);
    private readonly Gauge faults = metrics.CreateGauge("fedml_registry_faults", "Things in the registry that are left out now.", ["kind"]);

    public Gauge StaleSeconds { get; } =
        metrics.CreateGauge("fedml_registry_stale_seconds", "Age of the picture served, while the registry cannot be read; else 0.");

    public Gauge Watchers { get; } = metrics.CreateGauge("fedml_registry_watchers", "Watch streams open.");

    public Counter Resyncs { get; } =
        metrics.CreateCounter("fedml_registry_watcher_resyncs_total", "Slow watchers that got a fresh snapshot in place of changes.");

    public Counter BytesSent { get; } = metrics.CreateCounter("fedml_artifact_sent_bytes_total", "Bytes of artifacts sent.");

    public Counter Corrupt { get; } = metrics.CreateCounter("fedml_artifact_corrupt_total", "Downloads of bytes that were not those published.");

    public Counter BytesDownloaded { get; } = metrics.CreateCounter("fedml_artifact_downloaded_bytes_total", "Bytes of artifacts read from a registry far away.");

    public Counter Grants { get; } = metrics.CreateCounter("fedml_artifact_grants_total", "Times that reading a version's files was asked for.");

    public Gauge CacheBytes { get; } = metrics.CreateGauge("fedml_artifact_cache_bytes", "Bytes in the artifact cache.");

    public Counter CacheEvictions { get; } = metrics.CreateCounter("fedml_artifact_cache_evictions_total", "Files dropped from the artifact cache for want of room.");

    public Counter CacheHealed { get; } = metrics.CreateCounter("fedml_artifact_cache_healed_total", "Files of the artifact cache that were broken and are downloaded again.");

    public void Show(IReadOnlyCollection<PublishedModel> shown, IReadOnlyCollection<RegistryFault> found)
    {
        models.Set(shown.Count);
        var offered = shown.Sum(model => model.Versions.Count(version => version.IsOffered));
        versions.WithLabels("true").Set(offered);
        versions.WithLabels("false").Set(shown.Sum(model => model.Versions.Count) - offered);
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            faults.WithLabels(kind.ToString().ToLowerInvariant()).Set(found.Count(fault => fault.Kind == kind));
        }
    }
}
