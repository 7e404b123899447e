using FedMl.Models.Catalog;
using FedMl.Models.Registry;
using FedMl.Models.Tools;
using FedMl.Tests.AzureMl;

namespace FedMl.Models.AzureMl;

/// <summary>Only what is wanted is downloaded; and the last good picture outlives its registry.</summary>
[NeedsTool(ToolFiles.Azurite)]
[Collection(AzuriteCollection.Name)]
public sealed class WantedVersionsTests(Azurite azurite) : IAsyncLifetime
{
    private const int Size = 1000;
    private AzureBench bench = null!;
    private AzureCatalog catalog = null!;

    public async Task InitializeAsync()
    {
        bench = await AzureBench.StartAsync(azurite);
        bench.Options.AzureMl.MaxRetries = 0;
        catalog = new AzureCatalog(bench);
        for (var version = 1; version <= 4; version++)
        {
            await bench.PublishAsync("iris", $"{version}", ("model.onnx", [.. Enumerable.Repeat((byte)version, Size)]));
        }
    }

    public async Task DisposeAsync()
    {
        catalog.Dispose();
        await bench.DisposeAsync();
    }

    [ToolFact]
    public async Task Sync_ManyVersions_DownloadsTheLatestAndAliased()
    {
        bench.StandIn.Models["iris"].Tags["fedml.alias.champion"] = "2";
        await catalog.SyncAsync();

        Assert.Equal(2 * Size, bench.Metrics.BytesDownloaded.Value);
        Assert.Equal([false, true, false, true], catalog.Catalog.Models["iris"].Versions.Select(v => v.IsRead));
        Assert.All(catalog.Catalog.Models["iris"].Versions, v => Assert.True(v.IsOffered));
        Assert.Empty(bench.Log.Warnings);
    }

    [ToolFact]
    public async Task Sync_NoLatestAndNoAlias_DownloadsTheNewest()
    {
        bench.StandIn.Models["iris"].LatestVersion = null;
        await catalog.SyncAsync();

        Assert.Equal([false, false, false, true], catalog.Catalog.Models["iris"].Versions.Select(v => v.IsRead));
    }

    [ToolFact]
    public async Task Ask_UnreadVersion_IsReadWithoutALookAtAzureAndOverARestart()
    {
        await catalog.SyncAsync();
        var looks = bench.StandIn.Count("models");
        var changed = catalog.Wanted.Changed;

        catalog.Wanted.Ask(catalog.Version("1"));
        await changed;
        while (await catalog.Sync.StepAsync(CancellationToken.None))
        {
        }

        Assert.True(catalog.Version("1").IsRead);
        Assert.Equal(looks, bench.StandIn.Count("models"));
        Assert.Equal(2 * Size, bench.Metrics.BytesDownloaded.Value);

        bench.Restart();
        using var next = new AzureCatalog(bench);
        await next.SyncAsync();
        Assert.Equal([true, false, false, true], next.Catalog.Models["iris"].Versions.Select(v => v.IsRead));
        Assert.Equal(2 * Size, bench.Metrics.BytesDownloaded.Value);
    }

    [ToolFact]
    public async Task Alias_MovesToAnUnreadVersion_OnceItIsRead()
    {
        bench.StandIn.Models["iris"].Tags["fedml.alias.champion"] = "2";
        await catalog.SyncAsync();
        bench.StandIn.Models["iris"].Tags["fedml.alias.champion"] = "3";

        await catalog.SyncAsync();

        Assert.Equal("3", catalog.Catalog.Resolve("iris", "champion"));
        Assert.True(catalog.Version("3").IsRead);
        Assert.Empty(bench.Log.Warnings);
    }

    [ToolTheory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Sync_RegistryFails_NotReadyAtFirstAndLaterTheLastGoodStays(int status)
    {
        bench.StandIn.Fail("models", StandInFault.Status(status, "Told"));
        await Assert.ThrowsAsync<RegistryUnavailableException>(catalog.SyncAsync);
        Assert.False(catalog.Catalog.IsReady);

        await catalog.SyncAsync();
        var digest = catalog.Version("4").Digest;
        bench.StandIn.Fail("models", StandInFault.Status(status, "Told"));
        await Assert.ThrowsAsync<RegistryUnavailableException>(catalog.SyncAsync);

        Assert.Equal(digest, catalog.Version("4").Digest);
        Assert.Equal(Size, (await bench.ReadAsync(catalog.Version("4").Files[0].Source)).Length);
    }

    [ToolFact]
    public async Task Run_RegistryFails_TellsHowOldThePictureIs()
    {
        await catalog.SyncAsync();
        bench.StandIn.Fail("models", [.. Enumerable.Repeat(StandInFault.Status(503, "Told"), 100)]);
        await catalog.Sync.StartAsync(CancellationToken.None);
        while (bench.Metrics.StaleSeconds.Value < 60)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(10);
        }

        await catalog.Sync.StopAsync(CancellationToken.None);

        Assert.Equal("The registry cannot be read; what was read last stays served: Listing the models: HTTP 503 Told.", Assert.Single(bench.Log.Warnings));
    }

    [ToolFact]
    public async Task Sync_EmptyRegistry_IsReadyAndHasNothing()
    {
        bench.StandIn.Models.Clear();
        await catalog.SyncAsync();

        Assert.Empty(catalog.Catalog.Models);
    }
}
