using FedMl.Features.Columns;
using FedMl.Features.Discovery;
using FedMl.Features.Sources;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>What people see of an asset before there is a view of it.</summary>
public sealed class SampleTests : TenantScenario
{
    private static readonly AssetReference Asset = new("SALES", "CUSTOMERS");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SampleAsync_SomeRows_AreTheFirst(bool isFederated)
    {
        Tenant.Server.Put(Customers(100) with { IsFederated = isFederated });
        Tenant.Server.Behaviour.PageSize = 50;
        Assert.Equal((7, false), await SampleAsync(7, long.MaxValue));
        // A federated source is not followed beyond its first page.
        Assert.Equal((isFederated ? 50 : 80, isFederated), await SampleAsync(80, long.MaxValue));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1_000_000, 100)]
    public async Task SampleAsync_Bytes_CutItButNotBeforeTheFirstRow(long bytes, int rows)
    {
        Tenant.Server.Put(Customers(100));
        Assert.Equal((rows, rows < 100), await SampleAsync(100, bytes));
    }

    [Fact]
    public async Task SampleAsync_NoRows_IsEmpty()
    {
        Tenant.Server.Put(Customers(0));
        Assert.Equal((0, false), await SampleAsync(10, long.MaxValue));
    }

    [Fact]
    public async Task SampleAsync_NamesThatNoRequestCanHold_AreReadAllTheSame()
    {
        Tenant.Server.Put(Customers(0) with { Columns = [new("id", "Edm.String"), new("a b&c", "Edm.String")], Rows = [["1", "x"]] });
        Assert.Equal((1, false), await SampleAsync(10, long.MaxValue));
    }

    [Fact]
    public async Task SampleAsync_ValueThatItsTypeCannotHold_IsNull()
    {
        Tenant.Server.Put(Customers(1) with { Columns = [new("id", "Edm.String"), new("name", "Edm.DateTimeOffset")], Rows = [["k0", null]] });
        Tenant.Server.Fail(Rows, new Fault.Body("application/json", """{"value":[{"id":"k0","name":"10000-01-01T00:00:00Z"}]}"""));
        var (values, _) = await ReadSampleAsync(10, long.MaxValue);
        Assert.True(values[1].IsNull(0));
    }

    [Fact]
    public async Task SampleAsync_AnalyticalAsset_IsAggregated()
    {
        Tenant.Server.Put(Customers(0) with
        {
            IsRelational = false,
            IsAnalytical = true,
            Columns = [new("id", "Edm.String"), new("amount", "Edm.Decimal", IsMeasure: true)],
            Rows = [["a", "1"], ["a", "2"], ["b", "3"]],
        });
        Assert.Equal((2, false), await SampleAsync(10, long.MaxValue));
    }

    [Fact]
    public async Task SampleAsync_AssetWithParameters_SaysThatItNeedsThem()
    {
        Tenant.Server.Put(Customers(1) with { Parameters = [("P", "Edm.String")] });
        await Assert.ThrowsAsync<SourceUnavailableException>(() => SampleAsync(1, 1));
    }

    [Fact]
    public async Task ListLabelledAssetsAsync_Labels_AreTheCatalogs()
    {
        Tenant.Server.Put(Customers(1) with { Label = "Customers, all" });
        Tenant.Server.Put(Customers(1) with { Name = "OTHERS", Label = null });
        Assert.Equal([("CUSTOMERS", "Customers, all"), ("OTHERS", "")], await Tenant.Source().Offers<ILabelledAssets>()!.ListLabelledAssetsAsync("SALES", default));
    }

    private async Task<(int Rows, bool IsCut)> SampleAsync(int rows, long bytes)
    {
        var (values, isCut) = await ReadSampleAsync(rows, bytes);
        return (values[0].Count, isCut);
    }

    private async Task<AssetSample> ReadSampleAsync(int rows, long bytes)
    {
        var source = Tenant.Source();
        return await source.Offers<IAssetSampler>()!.SampleAsync(Asset, await source.DescribeAssetAsync(Asset, default), rows, bytes, default);
    }
}
