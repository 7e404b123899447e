using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Scoring;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Telemetry;
using Prometheus;

namespace FedMl.ScoringEngine;

/// <summary>Metrics of the engine. Model names come from the registry, never from requests, so series are bounded.</summary>
internal static class EngineMetrics
{
    private static readonly double[] StageBuckets = [0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    private static readonly Histogram Stages = Metrics.CreateHistogram(
        "fedml_score_stage_duration_seconds",
        "Time that one stage of a request took.",
        new HistogramConfiguration { LabelNames = ["model", "stage"], Buckets = StageBuckets });

    private static readonly Counter RowsTotal = Metrics.CreateCounter(
        "fedml_score_rows_total", "Rows by result.", new CounterConfiguration { LabelNames = ["model", "result"] });

    private static readonly Counter Loads = Metrics.CreateCounter(
        "fedml_model_loads_total", "Model versions that were loaded, or could not be.", new CounterConfiguration { LabelNames = ["model", "result"] });

    private static readonly Gauge Info = Metrics.CreateGauge(
        "fedml_model_info", "1 for each loaded version.", new GaugeConfiguration { LabelNames = ["model", "version", "digest"] });

    private static readonly Gauge Failed = Metrics.CreateGauge(
        "fedml_model_failed", "1 for each published version that could not be loaded.", new GaugeConfiguration { LabelNames = ["model", "version", "reason"] });

    private static readonly Gauge Memory = Metrics.CreateGauge(
        "fedml_model_memory_bytes", "Memory of each version: its sessions and the tensors of its runs.", new GaugeConfiguration { LabelNames = ["model", "version"] });

    private static readonly Gauge Connected = Metrics.CreateGauge(
        "fedml_models_watch_connected", "1 while the stream of model changes is open.");

    private static readonly Counter Shadows = Metrics.CreateCounter(
        "fedml_shadow_requests_total",
        "Answered requests that a shadow version was to score too, by how that went: same, different, failed, dropped, incompatible.",
        new CounterConfiguration { LabelNames = ["model", "version", "result"] });

    private static readonly Gauge StaleSeconds = Metrics.CreateGauge(
        "fedml_models_stale_seconds", "Age of what is known of the published models while the stream of their changes is not open; else 0.");

    private static readonly Counter CacheLookups = Metrics.CreateCounter(
        "fedml_score_cache_lookups_total", "Requests to models with a response cache, by what was found.", new CounterConfiguration { LabelNames = ["model", "result"] });

    private static readonly Counter CacheEvictions = Metrics.CreateCounter(
        "fedml_score_cache_evictions_total", "Responses that made room for others.", new CounterConfiguration { LabelNames = ["model"] });

    private static readonly Gauge CacheBytes = Metrics.CreateGauge(
        "fedml_score_cache_bytes", "Bytes of the responses kept.", new GaugeConfiguration { LabelNames = ["model"] });

    private static readonly Counter KernelsRefused = Metrics.CreateCounter(
        "fedml_model_kernels_refused_total", "Model versions for which our own kernel gave other answers than ONNX Runtime at load.", new CounterConfiguration { LabelNames = ["model"] });

    public static void KernelRefused(string model) => KernelsRefused.WithLabels(model).Inc();

    public static Counter.Child CacheLookupsOf(string model, string result) => CacheLookups.WithLabels(model, result);

    public static Counter.Child CacheEvictionsOf(string model) => CacheEvictions.WithLabels(model);

    public static Gauge.Child CacheBytesOf(string model) => CacheBytes.WithLabels(model);

    /// <summary>To be called once for each.</summary>
    public static CoreHistogram StageOf(string model, Stage stage) => new(Stages.WithLabels(model, stage.ToString().ToLowerInvariant()), StageBuckets);

    public static void Rows(string model, int scored, int refused)
    {
        RowsTotal.WithLabels(model, "scored").Inc(scored);
        if (refused > 0)
        {
            RowsTotal.WithLabels(model, "refused").Inc(refused);
        }
    }

    public static void Loaded(string model, bool success) => Loads.WithLabels(model, success ? "loaded" : "failed").Inc();

    public static void SetLoaded(string model, string version, string digest, bool loaded)
    {
        if (loaded)
        {
            Info.WithLabels(model, version, digest).Set(1);
        }
        else
        {
            Info.RemoveLabelled(model, version, digest);
        }
    }

    public static void SetFailed(ModelKey key, ErrorReason reason, bool failed)
    {
        var name = ErrorCatalogue.Of(reason).Name;
        if (failed)
        {
            Failed.WithLabels(key.Model, key.Version, name).Set(1);
        }
        else
        {
            Failed.RemoveLabelled(key.Model, key.Version, name);
        }
    }

    public static void SetMemory(IReadOnlyDictionary<(string Model, string Version), long> bytes, IEnumerable<(string Model, string Version)> gone)
    {
        foreach (var (key, value) in bytes)
        {
            Memory.WithLabels(key.Model, key.Version).Set(value);
        }

        foreach (var (model, version) in gone)
        {
            Memory.RemoveLabelled(model, version);
        }
    }

    public static void Shadowed(ModelKey key, ShadowResult result) =>
        Shadows.WithLabels(key.Model, key.Version, result.ToString().ToLowerInvariant()).Inc();

    public static void SetStale(TimeSpan since) => StaleSeconds.Set(since.TotalSeconds);

    public static void SetConnected(bool connected) => Connected.Set(connected ? 1 : 0);
}
