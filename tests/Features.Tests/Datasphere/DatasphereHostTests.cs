using FedMl.Protos.Features.V1;
using FedMl.Tests.Datasphere;
using Microsoft.Extensions.Options;
using Asset = FedMl.Tests.Datasphere.Asset;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>The whole service over a tenant.</summary>
public sealed class DatasphereHostTests
{
    private const string View =
        """
        name: customer
        source: { space: SALES, asset: 4AM_CUSTOMER }
        entity: [ { key: id, type: string } ]
        features: [ { name: revenue, type: decimal }, { name: since, type: date } ]
        """;

    [Fact]
    public async Task GetOnlineFeatures_SourceOData_ReadsTheTenant()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Server.Put(new Asset(
            "SALES",
            "4AM_CUSTOMER",
            [new("id", "Edm.String", IsKey: true), new("revenue", "Edm.Decimal"), new("since", "Edm.Date")], [["0001", "12345678901234567890.10", "2024-02-29"], ["O'Neil", null, null]]));
        await using var features = await new RunningFeatures().View("customer.yaml", View).StartAsync(
            "--Features:Source", "OData", "--Features:Datasphere:BaseAddress", tenant.Server.Address, "--Features:Datasphere:TokenUrl", tenant.Server.TokenUrl,
            "--Features:Datasphere:ClientId", tenant.Server.ClientId, "--Features:Datasphere:ClientSecretFile", tenant.SecretFile);

        Assert.Equal(["SALES"], (await features.Client.ListSpacesAsync(new ListSpacesRequest())).Spaces.Select(space => space.Name));
        Assert.Equal(["4AM_CUSTOMER"], (await features.Client.ListAssetsAsync(new ListAssetsRequest { Space = "SALES" })).Assets.Select(asset => asset.Name));
        var described = await features.Client.DescribeAssetAsync(new DescribeAssetRequest { Space = "SALES", Asset = "4AM_CUSTOMER" });
        Assert.Equal(["Edm.String", "Edm.Decimal", "Edm.Date"], described.Columns.Select(column => column.SourceType));
        Assert.Equal([false, true, true], described.Columns.Select(column => column.Nullable));

        var answer = await features.Client.GetOnlineFeaturesAsync(RunningFeatures.Ask(["customer:revenue", "customer:since"], RunningFeatures.Texts("id", "0001", "O'Neil", "1")));
        Assert.Equal(["12345678901234567890.10", "", ""], answer.Columns[0].Decimals.Values);
        Assert.Equal([ValueStatus.Present, ValueStatus.Null, ValueStatus.NotFound], answer.Columns[1].Statuses);
    }

    [Fact]
    public async Task StartAsync_SourceODataWithoutATenant_DoesNotStartAndNamesEachFault()
    {
        await using var features = new RunningFeatures().View("customer.yaml", View);
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => features.StartAsync("--Features:Source", "OData"));
        Assert.Equal(4, failure.Failures.Count(fault => fault.StartsWith("Features:Datasphere:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task StartAsync_UnknownSource_DoesNotStart()
    {
        await using var features = new RunningFeatures().View("customer.yaml", View).Data("S", "A.csv", "a\n1\n");
        await Assert.ThrowsAnyAsync<Exception>(() => features.StartAsync("--Features:Source", "7"));
    }
}
