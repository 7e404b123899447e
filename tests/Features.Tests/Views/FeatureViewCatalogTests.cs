using FedMl.Features.Caching;
using FedMl.Features.Duckdb;
using FedMl.Features.Views;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Prometheus;

namespace FedMl.Features.Tests.Views;

public sealed class FeatureViewCatalogTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly DuckDbSource source;
    private readonly RowCache cache;
    private readonly FeatureViewCatalog catalog;

    public FeatureViewCatalogTests()
    {
        folder.Write("data/S/A.csv", "id,x\n1,5\n");
        Directory.CreateDirectory(folder.PathOf("views"));
        var options = Options.Create(new FeaturesOptions { Data = folder.PathOf("data"), FeatureViews = folder.PathOf("views"), MaxFeatureViews = 4, MaxFeatureViewBytes = 4096 });
        source = new DuckDbSource(options);
        var metrics = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());
        cache = new RowCache(options, new CacheMetrics(metrics), TimeProvider.System);
        catalog = new FeatureViewCatalog(
            new FeatureViewFolder(options), new BrokenSource(source, "BROKEN", "STUCK"), cache, new FeaturesMetrics(metrics), NullLogger<FeatureViewCatalog>.Instance);
    }

    [Fact]
    public async Task RefreshAsync_TwoFilesOfOneView_AreBothFaultyUntilOneGoes()
    {
        View("a.yaml", "v");
        View("b.yml", "v");
        Assert.Equal([("a.yaml", 1), ("b.yml", 1)], await Faults());
        Assert.Null(catalog.FindView("v"));

        File.Delete(folder.PathOf("views/a.yaml"));
        Assert.Empty(await Faults());
        Assert.NotNull(catalog.FindView("v"));
    }

    [Fact]
    public async Task RefreshAsync_SecondFileOfAServedView_IsFaultyAndTheFirstStays()
    {
        View("b.yaml", "v");
        await Faults();
        View("a.yaml", "v", feature: "other");

        Assert.Equal([("a.yaml", 1)], await Faults());
        Assert.Equal("x", catalog.FindView("v")!.View.Features[0].Name);
    }

    [Theory]
    [InlineData("name: [")]
    [InlineData("name: v\n")]
    [InlineData("name: v\nsource: { space: S, asset: A }\nentity: [ { key: id, type: string } ]\nfeatures: [ { name: gone, type: double } ]")]
    [InlineData("name: v\nsource: { space: S, asset: NO }\nentity: [ { key: id, type: string } ]\nfeatures: [ { name: x, type: double } ]")]
    [InlineData("\xff\xfe")]
    public async Task RefreshAsync_FaultyNewVersion_KeepsTheGoodOneAndTellsUntilMended(string faulty)
    {
        View("v.yaml", "v");
        await Faults();
        var served = catalog.FindView("v");

        File.WriteAllBytes(folder.PathOf("views/v.yaml"), [.. faulty.Select(c => (byte)c)]);
        Assert.NotEmpty(await Faults());
        Assert.NotEmpty(await Faults());
        Assert.Same(served, catalog.FindView("v"));

        View("v.yaml", "v");
        Assert.Empty(await Faults());
    }

    [Fact]
    public async Task RefreshAsync_AssetComesLater_IsTakenThen()
    {
        View("v.yaml", "v", asset: "B");
        Assert.Equal([("v.yaml", 2)], await Faults());

        folder.Write("data/S/B.csv", "id,x\n1,5\n");
        Assert.Empty(await Faults());
        Assert.NotNull(catalog.FindView("v"));
    }

    [Fact]
    public async Task RefreshAsync_SourceOfAServedViewChanged_IsToldAndTheViewStays()
    {
        View("v.yaml", "v");
        await Faults();

        folder.Write("data/S/A.csv", "id,y,z\n1,5,5\n");
        await Faults();
        Assert.Equal([("v.yaml", 4)], await Faults());
        Assert.NotNull(catalog.FindView("v"));
    }

    [Fact]
    public async Task RefreshAsync_SourceFailsUnexpectedly_OtherViewsAreServed()
    {
        View("a.yaml", "a", asset: "BROKEN");
        View("v.yaml", "v");

        Assert.Equal([("a.yaml", 2)], await Faults());
        Assert.DoesNotContain("4711", catalog.Faults.Single().Description, StringComparison.Ordinal);
        Assert.NotNull(catalog.FindView("v"));
    }

    [Fact]
    public async Task RefreshAsync_SourceDoesNotEnd_OtherViewsAreServedAndTheViewIsToldAsUnread()
    {
        View("a.yaml", "a", asset: "STUCK");
        View("v.yaml", "v");

        while (catalog.FindView("v") is null)
        {
            await catalog.RefreshAsync(TimeSpan.FromMilliseconds(10), default);
        }

        Assert.Equal(new ViewFault("a.yaml", 2, "source: is still being read"), catalog.Faults.Single());
        Assert.True(catalog.IsUnread("a", "x"));
        Assert.False(catalog.IsUnread("a", "y"));
    }

    [Fact]
    public async Task RefreshAsync_FileGone_ViewGoes()
    {
        View("v.yaml", "v");
        await Faults();
        File.Delete(folder.PathOf("views/v.yaml"));

        Assert.Empty(await Faults());
        Assert.Null(catalog.FindView("v"));
    }

    [Fact]
    public async Task RefreshAsync_TooManyOrTooLargeFiles_AreFaults()
    {
        for (var i = 1; i < 6; i++)
        {
            View($"v{i}.yaml", $"v{i}");
        }

        folder.Write("views/v2.yaml", new string('#', 5000));
        Assert.Equal([("v2.yaml", 0), ("v5.yaml", 0)], await Faults());
        Assert.Equal(["v1", "v3", "v4"], catalog.Views.Select(view => view.Name));
    }

    // Opening a pipe waits until somebody writes into it, and with it all views would wait.
    [Fact]
    public async Task RefreshAsync_PipeAndLinkToADevice_AreFaultsAndOtherViewsAreServed()
    {
        View("v.yaml", "v");
        using (var made = System.Diagnostics.Process.Start("mkfifo", folder.PathOf("views/pipe.yaml")))
        {
            await made.WaitForExitAsync();
        }

        File.CreateSymbolicLink(folder.PathOf("views/link.yaml"), "pipe.yaml");
        File.CreateSymbolicLink(folder.PathOf("views/zero.yaml"), "/dev/zero");

        Assert.Equal([("link.yaml", 0), ("pipe.yaml", 0), ("zero.yaml", 0)], await Task.Run(Faults).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.NotNull(catalog.FindView("v"));
    }

    [Fact]
    public async Task RefreshAsync_LinkToAFile_IsTaken()
    {
        folder.Write("elsewhere/v.yaml", "name: v\nsource: { space: S, asset: A }\nentity: [ { key: id, type: string } ]\nfeatures: [ { name: x, type: double } ]");
        File.CreateSymbolicLink(folder.PathOf("views/v.yaml"), "../elsewhere/v.yaml");

        Assert.Empty(await Faults());
        Assert.NotNull(catalog.FindView("v"));
    }

    [Fact]
    public async Task RefreshAsync_OtherFiles_AreLeftAlone()
    {
        View(".hidden.yaml", "hidden");
        View("v.yaml.bak", "bak");
        View("sub/v.yaml", "sub");

        Assert.Empty(await Faults());
        Assert.Empty(catalog.Views);
    }

    public void Dispose()
    {
        cache.Dispose();
        source.Dispose();
        folder.Dispose();
    }

    private void View(string file, string name, string asset = "A", string feature = "x") => folder.Write($"views/{file}", $$"""
        name: {{name}}
        source: { space: S, asset: {{asset}} }
        entity: [ { key: id, type: string } ]
        features: [ { name: {{feature}}, type: double, column: x } ]
        """);

    private async Task<IEnumerable<(string, int)>> Faults()
    {
        await catalog.RefreshAsync(Timeout.InfiniteTimeSpan, default);
        return catalog.Faults.Select(fault => (fault.File, fault.Line));
    }
}
