using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using ValueType = FedMl.Protos.Features.V1.ValueType;

namespace FedMl.Gateway.Tests.Discovery;

public sealed class AssetDiscoveryTests
{
    private const string Asset = "/v1/spaces/S/assets/A";

    [Fact]
    public async Task Search_Query_IsPassedOnAndAssetsAreTold()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<SearchAssetsRequest>(_ => new SearchAssetsResponse
        {
            Assets = { new FoundAsset { Space = "S", Name = "A", Label = "Orders" }, new FoundAsset { Space = "S", Name = "B" } },
            NextPageToken = "next",
        });

        var answer = await (await gateway.GetAsync("/v1/assets?text=net%20order&space=S&pageSize=2&pageToken=abc")).JsonAsync(200);

        answer.IsJson("""{"assets":[{"space":"S","name":"A","label":"Orders"},{"space":"S","name":"B"}],"nextPageToken":"next"}""");
        Assert.Equal(new SearchAssetsRequest { Text = "net order", Space = "S", PageSize = 2, PageToken = "abc" }, gateway.StandIn.Single<SearchAssetsRequest>());
    }

    [Fact]
    public async Task Search_NoQuery_AsksForTheFirstPageOfAll()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<SearchAssetsRequest>(_ => new SearchAssetsResponse());

        (await (await gateway.GetAsync("/v1/assets")).JsonAsync(200)).IsJson("""{"assets":[]}""");
        Assert.Equal(new SearchAssetsRequest(), gateway.StandIn.Single<SearchAssetsRequest>());
    }

    [Fact]
    public async Task Search_WrongQuery_NamesEachFault()
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await (await gateway.GetAsync("/v1/assets?pageSize=x&text=a&text=b&q=c&limit=1")).JsonAsync(400);

        Assert.Equal("INVALID_REQUEST", (string?)problem["reason"]);
        Assert.Equal(
            [
                "text: must be given once",
                "pageSize: must be a whole number",
                "limit: is no parameter of this path; it takes text, space, pageSize, pageToken",
                "q: is no parameter of this path; it takes text, space, pageSize, pageToken",
            ],
            problem.Faults());
    }

    [Fact]
    public async Task Search_FaultOfFeatures_IsToldInTheNamesOfTheQuery()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Fail<SearchAssetsRequest>(() => RpcErrors.ToRpcException(
            ServiceException.FromFaults(ErrorReason.InvalidRequest, "The search is wrong", [new Fault("page_size", "must be 1 to 500"), new Fault("text", "is long")])));

        var problem = await (await gateway.GetAsync("/v1/assets?pageSize=501")).JsonAsync(400);

        Assert.Equal(["pageSize: must be 1 to 500", "text: is long"], problem.Faults());
        Assert.DoesNotContain("page_size", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_Columns_AreToldWithTheirHistograms()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ProfileAssetRequest>(_ => new ProfileAssetResponse
        {
            Rows = 3,
            IsSample = true,
            Columns =
            {
                new ColumnProfile
                {
                    Name = "x", Type = ValueType.Decimal, SourceType = "DECIMAL(9,2)", Nulls = 1, Distinct = 2, Min = "1.50", Max = "2.00",
                    Histogram = { new HistogramBar { From = "1.5", To = "2", Count = 2 } },
                },
                new ColumnProfile { Name = "note", Type = ValueType.String, SourceType = "NCLOB", Nulls = 3 },
            },
        });

        var answer = await (await gateway.GetAsync(Asset + "/profile?columns=x&columns=note")).JsonAsync(200);

        answer.IsJson("""
            {"rows":3,"isSample":true,"valuesHidden":false,"columns":[
              {"name":"x","type":"decimal","sourceType":"DECIMAL(9,2)","nulls":1,"distinct":2,"min":"1.50","max":"2.00","histogram":[{"from":"1.5","to":"2","count":2}]},
              {"name":"note","type":"string","sourceType":"NCLOB","nulls":3,"histogram":[]}]}
            """);
        Assert.Equal(new ProfileAssetRequest { Space = "S", Asset = "A", Columns = { "x", "note" } }, gateway.StandIn.Single<ProfileAssetRequest>());
    }

    [Fact]
    public async Task Rows_AllTypes_AreWrittenWithoutLoss()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<SampleRowsRequest>(_ => new SampleRowsResponse
        {
            Types_ = { ValueType.String, ValueType.Int64, ValueType.Double, ValueType.Decimal, ValueType.Bool, ValueType.Date, ValueType.Timestamp, ValueType.Binary },
            Columns =
            {
                new Column { Name = "s", Strings = new Strings { Values = { "0001", "é\"" } } },
                new Column { Name = "i", Int64S = new Int64s { Values = { long.MaxValue, 0 } }, Statuses = { ValueStatus.Present, ValueStatus.Null } },
                new Column { Name = "x", Doubles = new Doubles { Values = { 0.1, double.NaN } } },
                new Column { Name = "d", Decimals = new Strings { Values = { "1.50", "-12345678901234567890.5" } } },
                new Column { Name = "b", Bools = new Bools { Values = { true, false } } },
                new Column { Name = "day", Dates = new Strings { Values = { "2024-02-29", "0001-01-01" } } },
                new Column { Name = "at", Timestamps = new Timestamps { Values = { new Timestamp { Seconds = 1, Nanos = 500_000_000 }, new Timestamp() } } },
                new Column { Name = "bin", Binaries = new Binaries { Values = { ByteString.CopyFrom(1, 2), ByteString.Empty } } },
            },
            IsCut = true,
        });

        var answer = await (await gateway.GetAsync(Asset + "/rows?limit=2")).JsonAsync(200);

        answer["rows"]!.IsJson("""
            [{"s":"0001","i":9223372036854775807,"x":0.1,"d":"1.50","b":true,"day":"2024-02-29","at":"1970-01-01T00:00:01.5Z","bin":"AQI="},
             {"s":"é\"","i":null,"x":"NaN","d":"-12345678901234567890.5","b":false,"day":"0001-01-01","at":"1970-01-01T00:00:00Z","bin":""}]
            """);
        Assert.Equal(["string", "int64", "double", "decimal", "bool", "date", "timestamp", "binary"], answer["columns"]!.AsArray().Select(column => (string?)column!["type"]));
        Assert.True((bool)answer["isCut"]!);
        Assert.Equal(new SampleRowsRequest { Space = "S", Asset = "A", Limit = 2 }, gateway.StandIn.Single<SampleRowsRequest>());
    }

    [Fact]
    public async Task Rows_ServerKeepsValues_IsForbidden()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Fail<SampleRowsRequest>(() => RpcErrors.ToRpcException(new ServiceException(ErrorReason.Disabled, "This server shows no values.")));

        var problem = await (await gateway.GetAsync(Asset + "/rows")).JsonAsync(403);

        Assert.Equal("DISABLED", (string?)problem["reason"]);
    }

    [Fact]
    public async Task Draft_Text_IsTheFile()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<DraftFeatureViewRequest>(_ => new DraftFeatureViewResponse { Yaml = "name: a\n" });

        var response = await gateway.GetAsync(Asset + "/feature-view-draft?name=a&keys=id&keys=line");

        Assert.Equal(("application/yaml", "name: a\n"), (response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync()));
        Assert.Equal(new DraftFeatureViewRequest { Space = "S", Asset = "A", Name = "a", Keys = { "id", "line" } }, gateway.StandIn.Single<DraftFeatureViewRequest>());
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("rows")]
    [InlineData("feature-view-draft")]
    public async Task Look_LongName_IsRefused(string what)
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await (await gateway.GetAsync($"/v1/spaces/{new string('x', 129)}/assets/A/{what}")).JsonAsync(400);

        Assert.Equal(["space: must have at most 128 characters"], problem.Faults());
    }
}
