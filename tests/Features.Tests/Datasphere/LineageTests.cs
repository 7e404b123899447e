using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>Assets that take less of a query than others: federated ones, analytical ones, and tenants at the older path.</summary>
public sealed class LineageTests : TenantScenario
{
    [Fact]
    public async Task ReadAsync_FederatedSource_IsAskedInFewerWordsFromThenOn()
    {
        Tenant.Server.Put(Customers(20) with { IsFederated = true });
        var reader = await ReaderAsync();
        Assert.Equal(["v1"], await ReadAsync(reader, "k1"));
        Assert.Equal(["v2"], await ReadAsync(reader, "k2"));
        await reader.RefreshAsync(default);
        Assert.Equal(["v3"], await ReadAsync(reader, "k3"));
        Assert.Equal(1 + 3, Seen(Rows));
        Assert.All(Tenant.Server.RowRequests.Skip(1), request => Assert.Null(request.Option("$orderby")));
    }

    [Fact]
    public async Task ReadAsync_FederatedSourceInPages_IsReadToTheEnd()
    {
        Tenant.Server.Put(Customers(20) with { IsFederated = true });
        Tenant.Server.Behaviour.PageSize = 3;
        string[] keys = [.. Enumerable.Range(0, 20).Select(i => $"k{i}")];
        Assert.Equal(keys.Select(key => $"v{key[1..]}"), await ReadAsync(await ReaderAsync(), keys, default));
    }

    [Fact]
    public async Task ReadAsync_FederatedEventTimes_AreComparedHere()
    {
        Tenant.Server.Put(Customers(0) with
        {
            IsFederated = true,
            Columns = [new("id", "Edm.String", IsKey: true), new("name", "Edm.String"), new("at", "Edm.DateTimeOffset")],
            Rows = [["k0", "old", "2026-01-01T00:00:00Z"], ["k0", "new", "2026-02-01T00:00:00Z"], ["k0", "future", "2027-01-01T00:00:00Z"]],
        });
        var reader = await ReaderAsync(plan: Plan(("name", ValueType.String)) with { EventTime = new PlanColumn("at", ValueType.Timestamp) });
        Assert.Equal(["new"], await ReadAsync(reader, "k0"));
    }

    [Fact]
    public async Task ReadAsync_RefusedInFewerWordsToo_IsNotTakenForFederated()
    {
        Tenant.Server.Put(Customers(2));
        var reader = await ReaderAsync();
        Tenant.Server.Fail(Rows, new Fault.Status(400), times: 2);
        await FailsAsync(reader);
        Assert.Equal(["v1"], await ReadAsync(reader, "k1"));
        Assert.NotNull(Tenant.Server.RowRequests[^1].Option("$orderby"));
    }

    [Fact]
    public async Task ReadAsync_AnalyticalAsset_IsAggregatedOverTheKeyWithAMeasure()
    {
        Tenant.Server.Put(Sales(new("amount", "Edm.Decimal", IsMeasure: true)));
        var plan = Plan(("amount", ValueType.Decimal));
        var reader = await ReaderAsync(plan: plan);
        Assert.Equal(["4.00", "10", "none"], await ReadAsync(reader, "k0", "k1", "k2"));

        // A dimension alone: the tenant wants a measure, which nobody asked for.
        var region = await ReaderAsync(plan: Plan(("region", ValueType.String)));
        Assert.Equal(["ambiguous", "north"], await ReadAsync(region, "k0", "k1"));
        Assert.All(Tenant.Server.RowRequests, request => Assert.Contains("amount", request.Option("$select"), StringComparison.Ordinal));
        Assert.All(Tenant.Server.RowRequests, request => Assert.Null(request.Option("$count")));
    }

    [Fact]
    public async Task RefreshAsync_AnalyticalAssetWithoutAMeasure_IsAFault()
    {
        Tenant.Server.Put(Sales(new("amount", "Edm.Decimal")));
        Assert.Contains("measure", Assert.Single(await Open(plan: Plan(("region", ValueType.String))).RefreshAsync(default)).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_OfferedBothWays_IsReadRelational()
    {
        Tenant.Server.Put(Customers(1) with { IsAnalytical = true });
        Assert.Equal(["v0"], await ReadAsync(await ReaderAsync(), "k0"));
        Assert.Contains("/relational/", Tenant.Server.RowRequests[^1].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAssetsAsync_OfferedInNoWay_IsNotThere()
    {
        Tenant.Server.Put(Customers(1) with { IsRelational = false });
        Tenant.Server.Put(Customers(1) with { Name = "OTHERS" });
        Assert.Equal(["OTHERS"], await Tenant.Source().ListAssetsAsync("SALES", default));
    }

    [Fact]
    public async Task ListSpacesAsync_OldPath_IsFoundOnceAndRemembered()
    {
        Tenant.Server.Behaviour.Prefix = "/api/v1/dwc";
        Tenant.Server.Put(Customers(1));
        var source = Tenant.Source();
        Assert.Equal(["SALES"], await source.ListSpacesAsync(default));
        Assert.Equal(["CUSTOMERS"], await source.ListAssetsAsync("SALES", default));
        Assert.Equal(1, Seen("/api/v1/datasphere"));
    }

    [Theory]
    [InlineData("/api/v1/dwc")]
    [InlineData("")]
    public async Task ListSpacesAsync_NoPathLeads_Fails(string fallback)
    {
        Tenant.Server.Behaviour.Prefix = "/api/v9/other";
        Tenant.Server.Put(Customers(1));
        var failure = await Assert.ThrowsAnyAsync<ServiceDefaults.Errors.ServiceException>(() => Tenant.Source(options => options.FallbackPrefix = fallback).ListSpacesAsync(default));
        Assert.Equal(ErrorReason.SourceUnavailable, failure.Reason);
        Assert.Equal(fallback.Length == 0 ? 1 : 2, Seen("/catalog/spaces"));
    }

    [Fact]
    public async Task ListSpacesAsync_ConfiguredPath_IsTheOneThatIsAsked()
    {
        Tenant.Server.Behaviour.Prefix = "/api/v9/other";
        Tenant.Server.Put(Customers(1));
        Assert.Equal(["SALES"], await Tenant.Source(options => options.Prefix = "/api/v9/other").ListSpacesAsync(default));
        Assert.Equal(1, Seen("/catalog/spaces"));
    }

    private static Asset Sales(FedMl.Tests.Datasphere.AssetColumn amount) => Customers(0) with
    {
        IsRelational = false,
        IsAnalytical = true,
        Columns = [new("id", "Edm.String", IsKey: true), new("region", "Edm.String"), amount],
        Rows = [["k0", "north", "1.50"], ["k0", "south", "2.50"], ["k1", "north", "10"]],
    };
}
