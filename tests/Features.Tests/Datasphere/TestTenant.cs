using System.Security.Cryptography.X509Certificates;
using FedMl.Features.Datasphere;
using FedMl.Features.Sources;
using FedMl.Tests.Datasphere;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>A running stand-in of a tenant, and sources over it. In the end the stand-in must have found nothing unexpected.</summary>
internal sealed class TestTenant : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly List<ServiceProvider> providers = [];

    private TestTenant(DatasphereServer server) => Server = server;

    public DatasphereServer Server { get; }

    public string SecretFile => folder.PathOf("secret");

    /// <summary>Options of a service that reads it.</summary>
    public string[] Arguments =>
    [
        "--Features:Source", "OData", "--Features:Datasphere:BaseAddress", Server.Address, "--Features:Datasphere:TokenUrl", Server.TokenUrl,
        "--Features:Datasphere:ClientId", Server.ClientId, "--Features:Datasphere:ClientSecretFile", SecretFile,
    ];

    /// <summary>Where sources count; null: where all do.</summary>
    public DatasphereMetrics? Metrics { get; set; }

    public void WriteSecret(string secret) => folder.Write("secret", secret);

    public static async Task<TestTenant> StartAsync(TimeProvider? time = null, X509Certificate2? certificate = null, X509Certificate2? clientRoot = null)
    {
        var tenant = new TestTenant(await DatasphereServer.StartAsync(time, certificate, clientRoot));
        tenant.folder.Write("secret", tenant.Server.ClientSecret + "\n");
        return tenant;
    }

    /// <summary>A source with short pauses that believes no metadata for long, but for what a test sets.</summary>
    public IBusinessDataSource Source(Action<DatasphereOptions>? set = null, TimeProvider? time = null)
    {
        var options = new FeaturesOptions
        {
            Source = SourceKind.OData,
            Datasphere = new DatasphereOptions
            {
                BaseAddress = Server.Address,
                TokenUrl = Server.TokenUrl,
                ClientId = Server.ClientId,
                ClientSecretFile = SecretFile,
                MetadataSeconds = 0,
                RetryDelayMilliseconds = 1,
            },
        };
        set?.Invoke(options.Datasphere);
        Assert.Empty(DatasphereOptionsFaults.Of(options.Datasphere));
        var services = new ServiceCollection();
        if (Metrics is not null)
        {
            services.AddSingleton(Metrics);
        }

        services.AddSingleton(Options.Create(options)).AddSingleton(time ?? TimeProvider.System).AddDatasphere();
        providers.Add(services.BuildServiceProvider());
        return providers[^1].GetRequiredService<DatasphereSource>();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in providers)
        {
            await provider.DisposeAsync();
        }

        await Server.DisposeAsync();
        folder.Dispose();
        if (!Server.ExpectsUnexpected)
        {
            Assert.Empty(Server.Unexpected);
        }
    }
}
