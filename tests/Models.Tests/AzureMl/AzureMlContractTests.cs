using System.Text;
using FedMl.Models.Registry;
using FedMl.Models.Tools;
using FedMl.Tests.AzureMl;

namespace FedMl.Models.AzureMl;

/// <summary>The contract, of one kind of place.</summary>
public abstract class AzureMlContract(Azurite azurite, StandInSettings settings) : ModelRegistryContract, IAsyncLifetime
{
    private AzureBench bench = null!;

    private protected override IModelRegistry Registry => bench.Registry;

    public async Task InitializeAsync() => bench = await AzureBench.StartAsync(azurite, settings);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    private protected override Task PublishAsync(string model, string version, params (string Path, string Text)[] files) =>
        bench.PublishAsync(model, version, [.. files.Select(file => (file.Path, Encoding.UTF8.GetBytes(file.Text)))]);

    private protected override async Task RemoveAsync(string model, string version)
    {
        bench.StandIn.Models[model].Versions.Remove(version);
        await foreach (var blob in bench.Container.GetBlobsAsync(new() { Prefix = $"{model}/{version}/" }))
        {
            await bench.Container.DeleteBlobAsync(blob.Name);
        }
    }

    private protected override Task SetAliasesAsync(string model, params (string Alias, string Version)[] aliases)
    {
        foreach (var (alias, version) in aliases)
        {
            bench.StandIn.Models[model].Tags[$"fedml.alias.{alias}"] = version;
        }

        return Task.CompletedTask;
    }

    private protected override async Task BreakAsync()
    {
        await bench.StandIn.StopAsync();
        await bench.Proxy.DisposeAsync();
    }

    private protected override Task<RegistryListing> ListSettledAsync() => bench.ListAsync();
}

[NeedsTool(ToolFiles.Azurite)]
[Collection(AzuriteCollection.Name)]
public sealed class AzureMlRegistryContractTests(Azurite azurite) : AzureMlContract(azurite, new StandInSettings());

[NeedsTool(ToolFiles.Azurite)]
[Collection(AzuriteCollection.Name)]
public sealed class AzureMlWorkspaceContractTests(Azurite azurite)
    : AzureMlContract(azurite, new StandInSettings { Kind = "workspaces", Name = "acme-ws", FederatedToken = "projected.service-account.token" });
