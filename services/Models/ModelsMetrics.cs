using FedMl.Models.Catalog;
using FedMl.Models.Plans;
using FedMl.Models.Registry;
using Prometheus;

namespace FedMl.Models;

/// <summary>What this service counts.</summary>
internal sealed class ModelsMetrics(IMetricFactory metrics)
{
    private readonly Gauge models = metrics.CreateGauge("fedml_registry_models", "Models listed.");
    private readonly Gauge versions = metrics.CreateGauge("fedml_registry_versions", "Versions listed, by whether they are offered.", ["offered"]);
    private readonly Gauge faults = metrics.CreateGauge("fedml_registry_faults", "Things in the registry that are left out now.", ["kind"]);

    private readonly Counter planDecisions = metrics.CreateCounter(
        "fedml_plan_decisions_total", "Moves of roll-out plans: started, advanced, promoted, rolled_back, paused, resumed, aborted.", ["model", "decision"]);

    private readonly Gauge planStep = metrics.CreateGauge("fedml_plan_step", "The step of the roll-out plan that is under way, from 1; 0: none is.", ["model"]);

    private readonly Gauge planNumbers = metrics.CreateGauge(
        "fedml_plan_numbers", "What was counted in the step of a roll-out plan; not a number: nothing yet.", ["model", "number"]);

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

    /// <summary>A plan moved.</summary>
    public void Decided(string model, string decision, PlanProgress progress)
    {
        planDecisions.WithLabels(model, decision).Inc();
        planStep.WithLabels(model).Set(progress.IsUnderWay ? progress.Step + 1 : 0);
    }

    /// <summary>A step of a plan was judged.</summary>
    public void Measured(string model, PlanProgress progress, PlanNumbers numbers)
    {
        planStep.WithLabels(model).Set(progress.Step + 1);
        planNumbers.WithLabels(model, "requests").Set(numbers.Requests);
        planNumbers.WithLabels(model, "error_rate").Set(numbers.ErrorRate);
        planNumbers.WithLabels(model, "p99_ratio").Set(numbers.P99Ratio ?? double.NaN);
        planNumbers.WithLabels(model, "drift").Set(numbers.Drift ?? double.NaN);
        planNumbers.WithLabels(model, "disagreement").Set(numbers.Disagreement ?? double.NaN);
    }

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
