using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.Tests.Datasphere;
using Grpc.Core;
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

    private const string PriceView =
        """
        name: price
        source: { space: SALES, asset: PRICES }
        entity: [ { key: id, type: string } ]
        eventTime: at
        features: [ { name: price, type: decimal } ]
        """;

    private static readonly Asset Prices = new(
        "SALES",
        "PRICES",
        [new("id", "Edm.String", IsKey: true), new("price", "Edm.Decimal"), new("at", "Edm.DateTimeOffset", IsKey: true)],
        [["1", "9.50", "2024-01-01T00:00:00Z"], ["1", "10", "2024-06-01T00:00:00Z"], ["O'Neil", "10", "2024-06-01T00:00:00Z"]]);

    [Fact]
    public async Task GetOnlineFeatures_SourceOData_ReadsTheTenant()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Server.Put(new Asset(
            "SALES",
            "4AM_CUSTOMER",
            [new("id", "Edm.String", IsKey: true), new("revenue", "Edm.Decimal"), new("since", "Edm.Date")], [["0001", "12345678901234567890.10", "2024-02-29"], ["O'Neil", null, null]]));
        await using var features = await new RunningFeatures().View("customer.yaml", View).StartAsync(tenant.Arguments);

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
    public async Task GetHistoricalFeatures_SourceOData_IsAsItWasThen()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Server.Put(Prices);
        await using var features = await new RunningFeatures().View("price.yaml", PriceView).StartAsync(tenant.Arguments);
        Assert.Equal(
            [("9.50", ValueStatus.Present), ("", ValueStatus.NotFound), ("10", ValueStatus.Present)],
            await HistoryAsync(features, ("1", 2024, 5), ("1", 2023, 12), ("O'Neil", 2024, 7)));
    }

    [Fact]
    public async Task GetHistoricalFeatures_KeyThatAFederatedSourceCannotBeAskedFor_IsInvalidAndTheOthersAreAnswered()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Server.Put(Prices with { IsFederated = true });
        await using var features = await new RunningFeatures().View("price.yaml", PriceView).StartAsync(tenant.Arguments);
        Assert.Equal([("9.50", ValueStatus.Present), ("", ValueStatus.KeyInvalid)], await HistoryAsync(features, ("1", 2024, 5), ("O'Neil", 2024, 7)));
    }

    [Fact]
    public async Task GetOnlineFeatures_TenantWantsAnHoursPause_IsToBeTriedAgainThen()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Server.Put(Prices);
        await using var features = await new RunningFeatures().View("price.yaml", PriceView).StartAsync(tenant.Arguments);
        tenant.Server.Fail("PRICES/PRICES", new Fault.Status(429, "3600"), times: 100);
        var failure = await features.FailsAsync(RunningFeatures.Ask(["price:price"], RunningFeatures.Texts("id", "1")));
        Assert.Equal((ErrorReason.SourceUnavailable, TimeSpan.FromHours(1)), (failure.Reason, failure.RetryAfter));
        Assert.Single(tenant.Server.RowRequests);
    }

    [Fact]
    public async Task GetOnlineFeatures_TenantSendsAByteAtATime_EndsAtTheCallersDeadlineDownToTheSocket()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Server.Put(Prices);
        await using var features = await new RunningFeatures().View("price.yaml", PriceView).StartAsync(tenant.Arguments);
        tenant.Server.Fail("PRICES/PRICES", new Fault.Trickle(), times: 100);
        var request = RunningFeatures.Ask(["price:price"], RunningFeatures.Texts("id", "1"));
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await features.Client.GetOnlineFeaturesAsync(request, deadline: TimeProvider.System.GetUtcNow().AddSeconds(1).UtcDateTime));
        Assert.Equal(Grpc.Core.StatusCode.DeadlineExceeded, failure.StatusCode);
        for (var i = 0; i < 1000 && tenant.Server.AtATime > 0; i++)
        {
            await Task.Delay(10);
        }

        Assert.Equal(0, tenant.Server.AtATime);
        Assert.Single(tenant.Server.RowRequests);
    }

    private static async Task<(string, ValueStatus)[]> HistoryAsync(RunningFeatures features, params (string Key, int Year, int Month)[] asked)
    {
        using var call = features.History.GetHistoricalFeatures();
        await call.RequestStream.WriteAsync(new GetHistoricalFeaturesRequest { Start = new() { Features = { "price:price" } } });
        var times = asked.Select(ask => Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(new DateTime(ask.Year, ask.Month, 1, 0, 0, 0, DateTimeKind.Utc)));
        await call.RequestStream.WriteAsync(new GetHistoricalFeaturesRequest
        {
            Rows = new() { EntityKeys = { RunningFeatures.Texts("id", [.. asked.Select(ask => ask.Key)]) }, Times = new() { Values = { times } } },
        });
        await call.RequestStream.CompleteAsync();
        List<(string, ValueStatus)> values = [];
        await foreach (var part in call.ResponseStream.ReadAllAsync())
        {
            var column = part.Columns?.Features[0];
            values.AddRange(Enumerable.Range(0, column?.Decimals.Values.Count ?? 0).Select(row => (column!.Decimals.Values[row], column.Statuses.Count == 0 ? ValueStatus.Present : column.Statuses[row])));
        }

        return [.. values];
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
