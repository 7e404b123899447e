using FedMl.Models.Registry;
using FedMl.Models.Tools;
using FedMl.Tests.AzureMl;

namespace FedMl.Models.AzureMl;

/// <summary>Who may read the files: the ways that Azure ML grants it, and grants that end.</summary>
[NeedsTool(ToolFiles.Azurite)]
[Collection(AzuriteCollection.Name)]
public sealed class GrantTests(Azurite azurite)
{
    private static readonly byte[] Bytes = new byte[300_000];

    [ToolTheory]
    [InlineData("datareferences", false)]
    [InlineData("datareferences", true)]
    [InlineData("datarefs", false)]
    [InlineData("datarefs", true)]
    public async Task Registry_BothSpellingsAndIds_AreGranted(string segment, bool wantsUri)
    {
        await using var bench = await AzureBench.StartAsync(azurite, new StandInSettings { DataReferenceSegment = segment, WantsRegistryUri = wantsUri });
        bench.Options.AzureMl.DataReferences = segment == "datarefs" ? DataReferenceSpelling.DataRefs : DataReferenceSpelling.DataReferences;
        bench.Options.AzureMl.AssetId = wantsUri ? AssetIdForm.RegistryUri : AssetIdForm.ResourceId;

        Assert.Equal(Bytes, await bench.ReadAsync(await PublishedAsync(bench)));
        Assert.Contains("datareference", bench.StandIn.Calls);
    }

    [ToolFact]
    public async Task Registry_NoCredentials_ReadsByRole()
    {
        await using var bench = await AzureBench.StartAsync(azurite);
        bench.StandIn.Sign = _ => null;

        Assert.Equal(Bytes, await bench.ReadAsync(await PublishedAsync(bench)));
    }

    [ToolFact]
    public async Task Registry_SubscriptionUnknown_IsDiscoveredOnce()
    {
        await using var bench = await AzureBench.StartAsync(azurite);
        var azure = bench.Options.AzureMl;
        (azure.SubscriptionId, azure.ResourceGroup, azure.Region, azure.DiscoveryEndpoint) = ("", "", "westeurope", bench.StandIn.Address);

        Assert.Equal(Bytes, await bench.ReadAsync(await PublishedAsync(bench)));
        await bench.ListAsync();
        Assert.Equal(1, bench.StandIn.Count("discovery"));
    }

    [ToolTheory]
    [InlineData("AccountKey")]
    [InlineData("Sas")]
    public async Task Workspace_ListSecrets_Reads(string kind)
    {
        await using var bench = await WorkspaceAsync();
        bench.StandIn.Datastores["workspaceblobstore"] = new StandInDatastore(Azurite.Account, bench.ContainerName, kind == "Sas"
            ? new() { ["secretsType"] = "Sas", ["sasToken"] = bench.WithSas($"{Azurite.AddressAt(bench.Proxy.Port)}/{bench.ContainerName}/x", TimeSpan.FromHours(1)).Split('?')[1] }
            : new() { ["secretsType"] = "AccountKey", ["key"] = Azurite.Key });

        Assert.Equal(Bytes, await bench.ReadAsync(await PublishedAsync(bench)));
        Assert.Contains("secrets", bench.StandIn.Calls);
    }

    [ToolTheory]
    [InlineData("AzureBlob", "ServicePrincipal", "is in a datastore whose secrets are of a kind that is not known here; use Models:AzureMl:Datastore Entra")]
    [InlineData("AzureFile", "AccountKey", "is in a datastore that is no AzureBlob")]
    public async Task Workspace_OtherDatastores_AreAProblemOfTheVersion(string type, string secrets, string problem)
    {
        await using var bench = await WorkspaceAsync();
        bench.StandIn.Datastores["workspaceblobstore"] = new StandInDatastore(Azurite.Account, bench.ContainerName, new() { ["secretsType"] = secrets }, type);
        await bench.PublishAsync("iris", "1", ("model.onnx", Bytes));

        Assert.Equal(problem, (await bench.ListAsync()).Models[0].Versions[0].Problem);
    }

    [ToolFact]
    public async Task Grant_RunsOutWhileAFileIsRead_IsAskedForAgain()
    {
        // The storage's clock is ahead of ours: what it refuses still looks good.
        await using var bench = await AzureBench.StartAsync(azurite, now: TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));
        bench.Options.AzureMl.Blobs.MaxRanges = 1;
        var ends = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(4);
        bench.StandIn.Sign = uri => bench.WithSas(uri, TimeSpan.FromSeconds(4));
        var file = await PublishedAsync(bench);
        bench.StandIn.Sign = uri => bench.WithSas(uri, TimeSpan.FromHours(1));
        bench.Proxy.After(150_000, ProxyFault.Pause);
        var paused = bench.Proxy.Next;
        var reading = bench.ReadAsync(file);
        await paused;
        while (TimeProvider.System.GetUtcNow() < ends + TimeSpan.FromSeconds(1))
        {
            await Task.Delay(100);
        }

        bench.Proxy.Release();

        Assert.Equal(Bytes, await reading);
        Assert.Equal(2, bench.StandIn.Count("datareference"));
    }

    [ToolFact]
    public async Task Grant_ByOurClockNearItsEnd_IsRenewedBeforeIt()
    {
        await using var bench = await AzureBench.StartAsync(azurite);
        var life = bench.Time.GetUtcNow() - TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1);
        bench.StandIn.Sign = uri => bench.WithSas(uri, life);
        var file = await PublishedAsync(bench);
        await bench.ReadAsync(file);
        Assert.Equal(1, bench.Metrics.Grants.Value);

        await bench.PublishAsync("iris", "2", ("model.onnx", Bytes));
        bench.Time.Advance(TimeSpan.FromMinutes(56));
        await bench.UploadAsync("iris/1/model.onnx", [1, 2, 3]);
        bench.Options.AzureMl.RereadSeconds = 1;
        await bench.ListAsync();

        Assert.Equal(3, bench.Metrics.Grants.Value); // One for version 2, one in place of the old one.
    }

    private async Task<AzureBench> WorkspaceAsync()
    {
        var bench = await AzureBench.StartAsync(azurite, new StandInSettings { Kind = "workspaces", Name = "acme-ws" });
        bench.Options.AzureMl.Datastore = DatastoreAccess.Secrets;
        return bench;
    }

    private static async Task<RegistryFile> PublishedAsync(AzureBench bench)
    {
        await bench.PublishAsync("iris", "1", ("model.onnx", Bytes));
        return (await bench.ListAsync()).Models[0].Versions[0].Files[0];
    }
}
