using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Fault = FedMl.Tests.Datasphere.Fault;
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
    public async Task Streams_Parameters_ReachTheTenantOrAreAllNamed()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Server.Put(new Asset(
            "SALES",
            "PRICES",
            [new("id", "Edm.String", IsKey: true), new("changed", "Edm.DateTimeOffset", IsKey: true), new("price", "Edm.Double")],
            [["a", "2024-01-01T00:00:00Z", "1"], ["a", "2024-06-01T00:00:00Z", "2"], ["b", "2024-01-01T00:00:00Z", "10"]])
        {
            Parameters = [("P_CURRENCY", "Edm.String"), ("P_YEAR", "Edm.Int32")],
        });
        const string Prices =
            """
            name: prices
            source: { space: SALES, asset: PRICES }
            entity: [ { key: id, type: string } ]
            eventTime: changed
            parameters: [ { name: P_YEAR, type: int64 }, { name: P_CURRENCY, type: string, default: EUR } ]
            features: [ { name: price, type: double } ]
            """;
        await using var features = await new RunningFeatures().View("prices.yaml", Prices).StartAsync(
            "--Features:Source", "OData", "--Features:Datasphere:BaseAddress", tenant.Server.Address, "--Features:Datasphere:TokenUrl", tenant.Server.TokenUrl,
            "--Features:Datasphere:ClientId", tenant.Server.ClientId, "--Features:Datasphere:ClientSecretFile", tenant.SecretFile);
        var scan = new ScanFeaturesRequest { FeatureView = "prices", Parameters = { ["P_YEAR"] = new Value { Int64Value = 2026 } } };
        var start = new HistoricalFeaturesStart { Features = { "prices:price" }, Parameters = { ["P_YEAR"] = new Value { Int64Value = 2025 }, ["P_CURRENCY"] = new Value { StringValue = "USD" } } };
        var rows = new EntityRows
        {
            EntityKeys = { RunningFeatures.Texts("id", "a", "b") },
            Times = new Timestamps { Values = { Enumerable.Repeat(Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc)), 2) } },
        };

        Assert.Equal([2, 10], (await ScanAsync(features, scan)).SelectMany(part => part.Columns?.Features[0].Doubles.Values ?? []));
        Assert.All(tenant.Server.RowRequests, request => Assert.Contains("(P_CURRENCY='EUR',P_YEAR=2026)/Set?", request.Target, StringComparison.Ordinal));
        var scanned = tenant.Server.RowRequests.Count;

        Assert.Equal([1, 10], (await JoinAsync(features, start, rows)).SelectMany(part => part.Columns?.Features[0].Doubles.Values ?? []));
        Assert.All(tenant.Server.RowRequests.Skip(scanned), request => Assert.Contains("(P_CURRENCY='USD',P_YEAR=2025)/Set?", request.Target, StringComparison.Ordinal));
        var joined = tenant.Server.RowRequests.Count;
        Assert.True(0 < scanned && scanned < joined);

        scan.Parameters.Clear();
        scan.Parameters.Add("P_CURRENCY", new Value { Int64Value = 1 });
        scan.Parameters.Add("P_MONTH", new Value { Int64Value = 1 });
        start.Parameters.Clear();
        start.Parameters.Add(scan.Parameters);
        foreach (var ask in new Func<Task>[] { () => ScanAsync(features, scan), () => JoinAsync(features, start, rows) })
        {
            var refused = RpcErrors.FromRpcException(await Assert.ThrowsAsync<RpcException>(ask), "Features");
            Assert.Equal(ErrorReason.InvalidRequest, refused.Reason);
            Assert.Equal(["parameters", "parameters[P_CURRENCY]", "parameters[P_MONTH]"], refused.Faults.Select(fault => fault.Field).Order(StringComparer.Ordinal));
        }

        Assert.Equal(joined, tenant.Server.RowRequests.Count);
    }

    private static async Task<List<ScanFeaturesResponse>> ScanAsync(RunningFeatures features, ScanFeaturesRequest request)
    {
        using var call = features.History.ScanFeatures(request);
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    private static async Task<List<GetHistoricalFeaturesResponse>> JoinAsync(RunningFeatures features, HistoricalFeaturesStart start, EntityRows rows)
    {
        using var call = features.History.GetHistoricalFeatures();
        await call.RequestStream.WriteAsync(new GetHistoricalFeaturesRequest { Start = start });
        try
        {
            await call.RequestStream.WriteAsync(new GetHistoricalFeaturesRequest { Rows = rows });
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // The answer tells why.
        }

        return await call.ResponseStream.ReadAllAsync().ToListAsync();
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
