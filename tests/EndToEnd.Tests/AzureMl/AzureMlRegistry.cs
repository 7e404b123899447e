using Azure.Storage.Blobs;
using FedMl.Models.Tools;
using FedMl.Tests.AzureMl;

namespace FedMl.EndToEnd.Tests.AzureMl;

/// <summary>An Azure ML registry made of the stand-in and Azurite, and the options that lead to it.</summary>
internal sealed class AzureMlRegistry : IAsyncDisposable
{
    private const string Container = "models";

    private readonly Azurite azurite = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fedml-azureml-");
    private int made;

    public AzureMlStandIn StandIn { get; private set; } = null!;

    public string[] Options =>
    [
        "--Models:Registry", "AzureMl", "--Models:AzureMl:Name", StandIn.Settings.Name, "--Models:AzureMl:SubscriptionId", StandIn.Settings.Subscription,
        "--Models:AzureMl:ResourceGroup", StandIn.Settings.ResourceGroup, "--Models:AzureMl:ManagementEndpoint", StandIn.Address,
        "--Models:AzureMl:CaFile", azurite.Certificate.PemFile, "--Models:AzureMl:PollSeconds", "1", "--Models:AzureMl:Blobs:Hosts:0", "127.0.0.1",
        "--Models:AzureMl:Cache:Folder", Path.Combine(folder.FullName, "cache"), "--Models:AzureMl:Credential:Kind", "ClientSecret",
        "--Models:AzureMl:Credential:TenantId", StandIn.Settings.Tenant, "--Models:AzureMl:Credential:ClientId", StandIn.Settings.ClientId,
        "--Models:AzureMl:Credential:SecretFile", Path.Combine(folder.FullName, "secret"), "--Models:AzureMl:Credential:AuthorityHost", StandIn.Address + "/",
    ];

    public static async Task<AzureMlRegistry> StartAsync()
    {
        var registry = new AzureMlRegistry();
        await registry.azurite.InitializeAsync();
        registry.StandIn = await AzureMlStandIn.StartAsync(new StandInSettings(), registry.azurite.Certificate, TimeProvider.System);
        registry.StandIn.Sign = _ => $"{Azurite.AddressAt(registry.azurite.Port)}/{Container}?{Azurite.Sas(Container, TimeProvider.System.GetUtcNow().AddHours(1))}";
        await registry.azurite.Service.CreateBlobContainerAsync(Container);
        await File.WriteAllTextAsync(Path.Combine(registry.folder.FullName, "secret"), registry.StandIn.Settings.ClientSecret);
        return registry;
    }

    /// <summary>Uploads a folder and registers it as a version, which becomes the latest.</summary>
    /// <param name="model">The model.</param>
    /// <param name="version">The version.</param>
    /// <param name="from">The folder.</param>
    /// <param name="card">Text of its model card, which makes it another artifact.</param>
    public async Task PublishAsync(string model, string version, string from, string card)
    {
        var container = azurite.Service.GetBlobContainerClient(Container);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            await container.GetBlobClient($"{model}/{version}/{Path.GetFileName(file)}").UploadAsync(file, overwrite: true);
        }

        await container.GetBlobClient($"{model}/{version}/model-card.md").UploadAsync(BinaryData.FromString(card), overwrite: true);
        var found = StandIn.Models.GetOrAdd(model, _ => new StandInModel());
        found.Versions = new(found.Versions)
        {
            [version] = new($"{Azurite.AddressAt(azurite.Port)}/{Container}/{model}/{version}", DateTimeOffset.UnixEpoch.AddDays(Interlocked.Increment(ref made))),
        };
        found.LatestVersion = version;
    }

    /// <summary>Tags the model.</summary>
    public void SetAlias(string model, string alias, string version)
    {
        var found = StandIn.Models[model];
        found.Tags = new(found.Tags) { [$"fedml.alias.{alias}"] = version };
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(StandIn.Unexpected);
        await StandIn.DisposeAsync();
        await azurite.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
