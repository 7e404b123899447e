using FedMl.Models.Artifacts;
using FedMl.Models.Folder;
using FedMl.Models.Registry;
using FedMl.Models.Trust;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace FedMl.Models.Catalog;

/// <summary>The core on a real folder, with a clock that the test moves.</summary>
internal sealed class CatalogBench : IDisposable
{
    private readonly SettledFolder settled;
    private readonly ILoggerFactory loggers;

    public CatalogBench(ModelsOptions? options = null, Action<RegistryFile>? opened = null)
    {
        settled = new SettledFolder(options);
        loggers = LoggerFactory.Create(logging => logging.AddProvider(Log));
        var registry = new DisturbedRegistry(settled.Registry, opened ?? (_ => { }));
        var bound = Options.Create(settled.Options);
        var wanted = new WantedVersions(registry);
        Metrics = new ModelsMetrics(Prometheus.Metrics.WithCustomRegistry(Exported));
        Feed = new ModelFeed(bound, Metrics);
        Catalog = new ModelCatalog(Feed);
        Sync = new RegistrySync(
            registry, settled.Pinned, wanted, new ArtifactHashes(registry, wanted, Time, loggers.CreateLogger<ArtifactHashes>()), new ArtifactTrust(registry, bound, Time), Catalog, Metrics, Time,
            loggers.CreateLogger<RegistrySync>());
        Downloads = new ArtifactDownloads(Catalog, registry, bound, Metrics);
        Cards = new ModelCards(registry, bound, loggers.CreateLogger<ModelCards>());
    }

    public TempFolder Folder => settled.Folder;

    public FakeTimeProvider Time => settled.Time;

    public ModelsOptions Limits => settled.Options;

    public RecordedLog Log { get; } = new();

    public CollectorRegistry Exported { get; } = Prometheus.Metrics.NewCustomRegistry();

    public ModelsMetrics Metrics { get; }

    public ModelFeed Feed { get; }

    public ModelCatalog Catalog { get; }

    public RegistrySync Sync { get; }

    public ArtifactDownloads Downloads { get; }

    public ModelCards Cards { get; }

    /// <summary>Looks at the folder now, and again once what is there has settled.</summary>
    public async Task SyncAsync()
    {
        await StepAsync();
        Time.Advance(Limits.Settle);
        await StepAsync();
    }

    public async Task StepAsync()
    {
        var step = Sync.StepAsync(CancellationToken.None);
        while (!step.IsCompleted)
        {
            // Moves on only the wait of the very first look.
            Time.Advance(Catalog.IsReady ? TimeSpan.Zero : TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        if (await step)
        {
            await StepAsync();
        }
    }

    public PublishedVersion Version(string model, string version) => Catalog.Version(model, version);

    public void Dispose()
    {
        Downloads.Dispose();
        Sync.Dispose();
        Feed.Dispose();
        loggers.Dispose();
        settled.Dispose();
    }
}
