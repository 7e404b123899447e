using System.Collections.Concurrent;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FedMl.Models.ArtifactCache;
using FedMl.Models.Blobs;
using FedMl.Models.Registry;
using FedMl.Models.Tools;
using FedMl.Tests.AzureMl;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace FedMl.Models.AzureMl;

/// <summary>The adapter between the stand-in of Azure ML and Azurite, with a clock that the test moves.</summary>
internal sealed class AzureBench : IAsyncDisposable
{
    private readonly Azurite azurite;
    private readonly ILoggerFactory loggers;
    private readonly TempFolder folder = new();
    private readonly ConcurrentQueue<string> signatures = new();
    private int made;
    private AzureMlRegistry? registry;

    private AzureBench(Azurite azurite, AzureMlStandIn standIn, DateTimeOffset now)
    {
        Time = new FakeTimeProvider(now);
        Pinned.Set(new Dictionary<string, IReadOnlySet<string>>());
        Proxy = new FaultProxy(azurite.Port);
        this.azurite = azurite;
        StandIn = standIn;
        loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        Metrics = new ModelsMetrics(Prometheus.Metrics.WithCustomRegistry(Exported));
        Options = new ModelsOptions { Registry = RegistryKind.AzureMl };
        var settings = standIn.Settings;
        var azure = Options.AzureMl;
        azure.Kind = settings.Kind == "registries" ? AzureMlKind.Registry : AzureMlKind.Workspace;
        azure.Name = settings.Name;
        azure.SubscriptionId = settings.Subscription;
        azure.ResourceGroup = settings.ResourceGroup;
        azure.ManagementEndpoint = standIn.Address;
        azure.CaFile = azurite.Certificate.PemFile;
        azure.MaxRetries = 2;
        azure.Credential.Kind = settings.FederatedToken is null ? CredentialKind.ClientSecret : CredentialKind.WorkloadIdentity;
        azure.Credential.TenantId = settings.Tenant;
        azure.Credential.ClientId = settings.ClientId;
        azure.Credential.AuthorityHost = standIn.Address + "/";
        azure.Credential.SecretFile = WriteSecret("secret", settings.ClientSecret);
        azure.Credential.TokenFile = WriteSecret("token", settings.FederatedToken ?? "");
        azure.Blobs.Hosts = ["127.0.0.1"];
        azure.Blobs.AccountUri = $"https://127.0.0.1:{Proxy.Port}/{{account}}";
        azure.Blobs.RangeBytes = 64 * 1024;
        azure.Cache.Folder = Path.Combine(folder.Elsewhere, "cache");
        if (standIn.Settings.Kind == "registries")
        {
            standIn.Sign = modelUri => WithSas(modelUri, TimeSpan.FromHours(1));
        }
        else
        {
            standIn.Datastores["workspaceblobstore"] = new StandInDatastore(Azurite.Account, ContainerName, new() { ["secretsType"] = "AccountKey", ["key"] = Azurite.Key });
        }
    }

    public AzureMlStandIn StandIn { get; }

    /// <summary>All that is read of files goes through it.</summary>
    public FaultProxy Proxy { get; }

    public ModelsOptions Options { get; }

    public RecordedLog Log { get; } = new();

    public CollectorRegistry Exported { get; } = Prometheus.Metrics.NewCustomRegistry();

    public ModelsMetrics Metrics { get; }

    public FakeTimeProvider Time { get; }

    public PinnedVersions Pinned { get; } = new();

    public string ContainerName { get; } = "c" + Guid.NewGuid().ToString("N");

    public BlobContainerClient Container => azurite.Service.GetBlobContainerClient(ContainerName);

    public AzureMlRegistry Registry => registry ??= Create();

    /// <summary>What must be in no log, status, metric or exception.</summary>
    public IEnumerable<string> Secrets => [.. StandIn.Secrets, Azurite.Key, .. signatures];

    public ILogger<T> Logger<T>() => loggers.CreateLogger<T>();

    public string CacheFolder => Options.AzureMl.Cache.Folder;

    public static async Task<AzureBench> StartAsync(Azurite azurite, StandInSettings? settings = null, DateTimeOffset? now = null)
    {
        var standIn = await AzureMlStandIn.StartAsync(settings ?? new StandInSettings(), azurite.Certificate, TimeProvider.System);
        var bench = new AzureBench(azurite, standIn, now ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await bench.Container.CreateAsync();
        return bench;
    }

    /// <summary>A version whose files are uploaded and then listed by Azure ML.</summary>
    public async Task<StandInVersion> PublishAsync(string model, string version, params (string Path, byte[] Bytes)[] files)
    {
        foreach (var (path, bytes) in files)
        {
            await UploadAsync($"{model}/{version}/{path}", bytes);
        }

        return Announce(model, version, $"{model}/{version}");
    }

    /// <summary>A version whose files are somewhere in the container.</summary>
    public StandInVersion Announce(string model, string version, string path)
    {
        var uri = StandIn.Settings.Kind == "registries"
            ? $"{Azurite.AddressAt(Proxy.Port)}/{ContainerName}/{path}"
            : $"azureml://subscriptions/{StandIn.Settings.Subscription}/resourceGroups/{StandIn.Settings.ResourceGroup}/workspaces/{StandIn.Settings.Name}/datastores/workspaceblobstore/paths/{path}";
        var made = new StandInVersion(uri, new DateTimeOffset(2029, 1, 1, 0, 0, Interlocked.Increment(ref this.made), TimeSpan.Zero));
        var found = StandIn.Models.GetOrAdd(model, _ => new StandInModel());
        found.Versions[version] = made;
        found.LatestVersion = version;
        return made;
    }

    public Task UploadAsync(string path, byte[] bytes) =>
        Container.GetBlobClient(path).UploadAsync(BinaryData.FromBytes(bytes), overwrite: true);

    public string WithSas(string modelUri, TimeSpan life)
    {
        var container = new BlobUriBuilder(new Uri(modelUri)) { BlobName = "" };
        var sas = Azurite.Sas(ContainerName, TimeProvider.System.GetUtcNow() + life);
        var signature = sas.Split("sig=")[1].Split('&')[0];
        signatures.Enqueue(signature);
        signatures.Enqueue(Uri.UnescapeDataString(signature));
        return $"{container.ToUri().AbsoluteUri.TrimEnd('/')}?{sas}";
    }

    /// <summary>A listing for which Azure ML is really asked.</summary>
    public Task<RegistryListing> ListAsync()
    {
        Time.Advance(TimeSpan.FromSeconds(Options.AzureMl.PollSeconds));
        return Registry.ListAsync(CancellationToken.None);
    }

    public async Task<byte[]> ReadAsync(RegistryFile file, long offset = 0)
    {
        using var bytes = new MemoryStream();
        await using var stream = await Registry.OpenAsync(file, offset, CancellationToken.None);
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>What a new process would do with the same cache.</summary>
    public void Restart()
    {
        registry?.Dispose();
        registry = null;
    }

    public async Task<string> ExportedTextAsync()
    {
        using var text = new MemoryStream();
        await Exported.CollectAndExportAsTextAsync(text);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Fails where a text holds one of the secrets.</summary>
    public void HasNoSecret(string text) =>
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, Uri.UnescapeDataString(text) + text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        Restart();
        Assert.Empty(StandIn.Unexpected);
        HasNoSecret(string.Join('\n', Log.All) + await ExportedTextAsync());
        await StandIn.DisposeAsync();
        await Proxy.DisposeAsync();
        loggers.Dispose();
        folder.Dispose();
    }

    private AzureMlRegistry Create() => (AzureMlRegistry)AzureMlRegistration.Create(Options, Pinned, Time, Metrics, loggers);

    private string WriteSecret(string name, string text)
    {
        var file = Path.Combine(folder.Elsewhere, name);
        File.WriteAllText(file, text);
        return file;
    }
}
