using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Tests.SignIn;
using Grpc.Core;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests;

/// <summary>Feature views are granted by tenant and group: to others they are not there, nor is what they are made of.</summary>
public sealed class GrantTests : IAsyncLifetime
{
    private readonly RunningFeatures features = new();
    private TwoTenants tenants = null!;

    public async Task InitializeAsync()
    {
        tenants = await TwoTenants.StartAsync();
        await features.Data("SALES", "A.csv", "id,x\na,1\n").View("one.yaml", View("one")).View("other.yaml", View("other")).StartAsync(
            [.. tenants.Args, "--Auth:Grants:FeatureViews:one:Tenants:0", TwoTenants.One, "--Auth:Grants:FeatureViews:other:Tenants:0", TwoTenants.Other]);
    }

    public async Task DisposeAsync()
    {
        await features.DisposeAsync();
        await tenants.DisposeAsync();
    }

    [Theory]
    [InlineData(TwoTenants.One, "one", "other")]
    [InlineData(TwoTenants.Other, "other", "one")]
    public async Task Views_OfOthers_AreNotThere(string tenant, string own, string foreign)
    {
        var headers = tenants.Headers(tenant);
        await ReadAsync(headers, own);
        var others = tenants.Headers(tenant == TwoTenants.One ? TwoTenants.Other : TwoTenants.One);
        await ReadAsync(others, foreign);
        // So that whatever is remembered of a request is.
        Assert.Single((await features.Client.GetOnlineFeaturesAsync(Ask([foreign + ":x"], Texts("id", "a")), others)).Columns);

        Assert.Equal([own], (await features.Client.ListFeatureViewsAsync(new ListFeatureViewsRequest(), headers)).FeatureViews.Select(view => view.Name));
        Assert.Single((await features.Client.GetOnlineFeaturesAsync(Ask([own + ":x"], Texts("id", "a")), headers)).Columns);
        var hidden = await Assert.ThrowsAsync<RpcException>(async () => await features.Client.GetOnlineFeaturesAsync(Ask([foreign + ":x"], Texts("id", "a")), headers));
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await features.Client.GetOnlineFeaturesAsync(Ask(["nowhere:x"], Texts("id", "a")), headers));
        Assert.Equal(missing.Status.Detail.Replace("nowhere", foreign, StringComparison.Ordinal), hidden.Status.Detail);
        using var scan = features.History.ScanFeatures(new ScanFeaturesRequest { FeatureView = foreign }, headers);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => scan.ResponseStream.MoveNext(CancellationToken.None))).StatusCode);
    }

    [Fact]
    public async Task BusinessData_BehindGrantedViews_AreNotShown()
    {
        var headers = tenants.Headers(TwoTenants.One);
        Func<Task>[] looks =
        [
            async () => await features.Client.ListSpacesAsync(new ListSpacesRequest(), headers),
            async () => await features.Client.ListAssetsAsync(new ListAssetsRequest { Space = "SALES" }, headers),
            async () => await features.Client.DescribeAssetAsync(new DescribeAssetRequest { Space = "SALES", Asset = "A" }, headers),
            async () => await features.Discovery.SearchAssetsAsync(new SearchAssetsRequest(), headers),
            async () => await features.Discovery.ProfileAssetAsync(new ProfileAssetRequest { Space = "SALES", Asset = "A" }, headers),
            async () => await features.Discovery.SampleRowsAsync(new SampleRowsRequest { Space = "SALES", Asset = "A" }, headers),
            async () => await features.Discovery.DraftFeatureViewAsync(new DraftFeatureViewRequest { Space = "SALES", Asset = "A" }, headers),
        ];

        foreach (var look in looks)
        {
            Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(look)).StatusCode);
        }
    }

    private async Task ReadAsync(Metadata headers, string view)
    {
        while (!(await features.Client.ListFeatureViewsAsync(new ListFeatureViewsRequest(), headers)).FeatureViews.Any(each => each.Name == view))
        {
            await Task.Delay(50);
        }
    }

    private static string View(string name) => $$"""
        name: {{name}}
        source: { space: SALES, asset: A }
        entity: [ { key: id, type: string } ]
        features:
          - { name: x, type: int64 }
        """;
}
