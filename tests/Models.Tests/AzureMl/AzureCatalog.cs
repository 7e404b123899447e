using FedMl.Models.Artifacts;
using FedMl.Models.Catalog;
using FedMl.Models.Trust;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FedMl.Models.AzureMl;

/// <summary>The core over the adapter.</summary>
internal sealed class AzureCatalog : IDisposable
{
    private readonly AzureBench bench;
    private readonly ModelFeed feed;

    public AzureCatalog(AzureBench bench)
    {
        this.bench = bench;
        Wanted = new WantedVersions(bench.Registry);
        feed = new ModelFeed(Options.Create(bench.Options), bench.Metrics);
        Catalog = new ModelCatalog(feed);
        var hashes = new ArtifactHashes(bench.Registry, Wanted, bench.Time, NullLogger<ArtifactHashes>.Instance);
        Sync = new RegistrySync(bench.Registry, bench.Pinned, Wanted, hashes, new ArtifactTrust(bench.Registry, Options.Create(bench.Options), bench.Time), Catalog, bench.Metrics, bench.Time, bench.Logger<RegistrySync>());
    }

    public WantedVersions Wanted { get; }

    public ModelCatalog Catalog { get; }

    public RegistrySync Sync { get; }

    /// <summary>A look for which Azure ML is really asked, and all that it leads to.</summary>
    public async Task SyncAsync()
    {
        bench.Time.Advance(TimeSpan.FromSeconds(bench.Options.AzureMl.PollSeconds));
        while (await Sync.StepAsync(CancellationToken.None))
        {
        }
    }

    public PublishedVersion Version(string version) => Catalog.Version("iris", version);

    public void Dispose()
    {
        Sync.Dispose();
        feed.Dispose();
    }
}
