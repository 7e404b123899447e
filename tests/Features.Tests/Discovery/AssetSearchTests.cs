using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Tests.Discovery;

public sealed class AssetSearchTests : IAsyncLifetime
{
    private readonly RunningFeatures features = new();

    public async Task InitializeAsync()
    {
        features.View("none.yaml.bak", "");
        foreach (var (space, name) in new[] { ("SALES", "ORDERS_2025"), ("SALES", "ORDERS_2026"), ("SALES", "CUSTOMERS"), ("HR", "orders of staff"), ("ÄMTER", "ÜBUNG") })
        {
            features.Data(space, name + ".csv", "id,x\n1,2\n");
        }

        await features.StartAsync("--Features:Discovery:CatalogSeconds", "0");
    }

    public Task DisposeAsync() => features.DisposeAsync().AsTask();

    [Theory]
    [InlineData("", "", "HR/orders of staff SALES/CUSTOMERS SALES/ORDERS_2025 SALES/ORDERS_2026 ÄMTER/ÜBUNG")]
    [InlineData("orders", "", "HR/orders of staff SALES/ORDERS_2025 SALES/ORDERS_2026")]
    [InlineData("  2026   Sales ", "", "SALES/ORDERS_2026")]
    [InlineData("orders", "HR", "HR/orders of staff")]
    [InlineData("übung", "", "ÄMTER/ÜBUNG")]
    [InlineData("%", "", "")]
    public async Task SearchAssets_Words_FindWhatHasAllOfThem(string text, string space, string found)
    {
        var answer = await features.Discovery.SearchAssetsAsync(new SearchAssetsRequest { Text = text, Space = space });
        Assert.Equal(found, string.Join(' ', answer.Assets.Select(asset => $"{asset.Space}/{asset.Name}")));
        Assert.Equal("", answer.NextPageToken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task SearchAssets_Pages_HoldAllOnceAndInOrder(int size)
    {
        List<string> found = [];
        var request = new SearchAssetsRequest { PageSize = size };
        do
        {
            var page = await features.Discovery.SearchAssetsAsync(request);
            Assert.InRange(page.Assets.Count, 1, size);
            found.AddRange(page.Assets.Select(asset => asset.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(["orders of staff", "CUSTOMERS", "ORDERS_2025", "ORDERS_2026", "ÜBUNG"], found);
    }

    [Fact]
    public async Task SearchAssets_AssetGoesBetweenPages_LosesNoOther()
    {
        var page = await features.Discovery.SearchAssetsAsync(new SearchAssetsRequest { PageSize = 2 });
        File.Delete(Path.Combine(features.Folder, "data", "SALES", "CUSTOMERS.csv"));
        page = await features.Discovery.SearchAssetsAsync(new SearchAssetsRequest { PageSize = 2, PageToken = page.NextPageToken });
        Assert.Equal(["ORDERS_2025", "ORDERS_2026"], page.Assets.Select(asset => asset.Name));
    }

    [Fact]
    public async Task SearchAssets_LimitsAreMet_IsAnswered() =>
        await features.Discovery.SearchAssetsAsync(new SearchAssetsRequest { Text = new string('x', 256), PageSize = 500 });

    [Fact]
    public async Task SearchAssets_Faulty_NamesEveryFault()
    {
        var failure = await RunningFeatures.FailsAsync(
            features.Discovery.SearchAssetsAsync(new SearchAssetsRequest { Text = new string('x', 257), PageSize = 501, PageToken = "?" }));
        Assert.Equal(ErrorReason.InvalidRequest, failure.Reason);
        Assert.Equal(["text", "page_size", "page_token"], failure.Faults.Select(fault => fault.Field));
    }

    [Theory]
    [InlineData("YQ")]
    [InlineData("-1")]
    [InlineData("_____w")]
    public async Task SearchAssets_TokenOfNobody_IsRefused(string token)
    {
        var failure = await RunningFeatures.FailsAsync(features.Discovery.SearchAssetsAsync(new SearchAssetsRequest { PageToken = token }));
        Assert.Equal("page_token", Assert.Single(failure.Faults).Field);
    }

    [Fact]
    public async Task SearchAssets_UnknownSpace_IsNotFound()
    {
        var failure = await RunningFeatures.FailsAsync(features.Discovery.SearchAssetsAsync(new SearchAssetsRequest { Space = "NONE" }));
        Assert.Equal(ErrorReason.SpaceNotFound, failure.Reason);
    }
}
