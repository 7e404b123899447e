using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Gateway.Tests.FeatureRows;

public sealed class FeatureRowEndpointsTests
{
    private const string Scan = "/v1/feature-views/prices:scan";
    private const string Join = "/v1/historical-features";
    private static readonly Timestamp Noon = Timestamp.FromDateTimeOffset(new DateTimeOffset(2024, 2, 29, 12, 0, 0, 500, TimeSpan.Zero));

    [Fact]
    public async Task Scan_JsonLines_AreRowsAndTheEnd()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Scan = (_, _) => [new() { Columns = Batch() }, new() { Columns = Batch() }, new() { End = new ScanEnd { Rows = 4, AmbiguousKeys = 2, NullKeys = 1 } }];

        var response = await gateway.PostAsync(Scan, "{}");

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');
        Assert.Equal(6, lines.Length);
        JsonNode.Parse(lines[0])!.IsJson("""
            {"sku":1,"plant":"010","prices:price":"1.50","prices:rate":"NaN","prices:at":"2024-02-29T12:00:00.5Z","prices:raw":"AQI=","prices:open":true,
             "prices:day":"2024-02-29","other:n":5,"prices:@status":"stale","other:@status":"present"}
            """);
        JsonNode.Parse(lines[1])!.IsJson("""
            {"sku":2,"plant":"020","prices:price":null,"prices:rate":null,"prices:at":null,"prices:raw":null,"prices:open":null,
             "prices:day":null,"other:n":null,"prices:@status":"key_ambiguous","other:@status":"present"}
            """);
        Assert.Equal(("""{"@end":{"rows":4,"ambiguousKeys":2,"nullKeys":1}}""", ""), (lines[4], lines[5]));
    }

    [Fact]
    public async Task Scan_Body_IsTheRequest()
    {
        await using var gateway = await TestGateway.StartAsync();
        ScanFeaturesRequest? asked = null;
        gateway.StandIn.Scan = (request, _) =>
        {
            asked = request;
            return [new() { End = new ScanEnd() }];
        };

        await gateway.PostAsync(Scan, """{"features":["price"],"asOf":"2024-02-29T12:00:00.5Z","after":{"sku":1,"plant":"010"},"partition":{"index":1,"count":4},"batchRows":7}""");

        Assert.Equal(
            new ScanFeaturesRequest
            {
                FeatureView = "prices",
                Features = { "price" },
                AsOf = Noon,
                After = { new Column { Name = "sku", Int64S = new Int64s { Values = { 1 } } }, new Column { Name = "plant", Strings = new Strings { Values = { "010" } } } },
                Partition = new Partition { Index = 1, Count = 4 },
                BatchRows = 7,
                Format = BatchFormat.Columns,
            },
            asked);
    }

    [Fact]
    public async Task Scan_ArrowAccepted_IsTheBytesAsTheyAre()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Scan = (request, _) => request.Format == BatchFormat.Arrow
            ? [new() { Arrow = ByteString.CopyFromUtf8("AR") }, new() { Arrow = ByteString.CopyFromUtf8("ROW") }, new() { End = new ScanEnd { Rows = 1 } }]
            : [];
        using var request = new HttpRequestMessage(HttpMethod.Post, Scan) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.apache.arrow.stream"));

        var response = await gateway.SendAsync(request);

        Assert.Equal("application/vnd.apache.arrow.stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("ARROW", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Scan_BodyWithManyFaults_NamesThemAll()
    {
        await using var gateway = await TestGateway.StartAsync();
        var problem = await (await gateway.PostAsync(
            Scan, """{"features":[1],"asOf":"today","after":{"sku":[1]},"partition":{"index":"x","count":1.5,"part":1},"batchRows":null,"limit":1,"limit":2}""")).JsonAsync(400);
        Assert.Equal(
            [
                "features: must hold at most 100000 names",
                "asOf: must be a point in time with its offset, such as 2026-01-31T12:00:00Z",
                "after.sku: must be a string, a number, true, false or null",
                "partition.index: must be a whole number",
                "partition.count: must be a whole number",
                "partition.part: is not known here; known are index and count",
                "batchRows: must be a whole number",
                "limit: is not known here; known are features, asOf, after, partition and batchRows",
                "limit: is there twice",
            ],
            problem.Faults());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task Scan_BodyIsNoObject_IsRefused(string body)
    {
        await using var gateway = await TestGateway.StartAsync();
        Assert.Equal([": the body must be a JSON object"], (await (await gateway.PostAsync(Scan, body)).JsonAsync(400)).Faults());
    }

    [Fact]
    public async Task Scan_FailsBeforeTheFirstRow_IsToldInTheCallersNames()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Scan = (_, _) => throw RpcErrors.ToRpcException(
            ServiceException.FromFaults(ErrorReason.InvalidRequest, "The request cannot be answered", [new Fault("as_of", "lies in the future"), new Fault("batch_rows", "is wrong")]));
        var problem = await (await gateway.PostAsync(Scan, "{}")).JsonAsync(400);
        Assert.Equal(["asOf: lies in the future", "batchRows: is wrong"], problem.Faults());
        Assert.Contains("asOf: lies", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_FailsAfterRows_IsCutOff()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Scan = (_, _) => Broken();
        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.PostAsync(Scan, "{}"));

        static IEnumerable<ScanFeaturesResponse> Broken()
        {
            yield return new() { Columns = Batch() };
            throw RpcErrors.ToRpcException(new ServiceException(ErrorReason.SourceUnavailable, "The source went away."));
        }
    }

    [Fact]
    public async Task Scan_StreamWithoutEnd_IsCutOff()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Scan = (_, _) => [new() { Columns = Batch() }];
        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.PostAsync(Scan, "{}"));
    }

    [Fact]
    public async Task Scan_Timeout_IsThatOfStreams()
    {
        await using var gateway = await TestGateway.StartAsync("--Gateway:StreamTimeoutSeconds=7200");
        DateTime deadline = default;
        gateway.StandIn.Scan = (_, context) =>
        {
            deadline = context.Deadline;
            return [new() { End = new ScanEnd() }];
        };
        var before = TimeProvider.System.GetUtcNow().UtcDateTime;
        await gateway.PostAsync(Scan, "{}");
        Assert.InRange(deadline, before.AddHours(1), before.AddHours(3));
    }

    [Fact]
    public async Task Join_Rows_GoInOneMessageAndComeBackWithTimes()
    {
        await using var gateway = await TestGateway.StartAsync();
        IReadOnlyList<GetHistoricalFeaturesRequest> sent = [];
        gateway.StandIn.Join = messages =>
        {
            sent = messages;
            return
            [
                new()
                {
                    Columns = new ColumnBatch
                    {
                        EntityKeys = { new Column { Name = "sku", Int64S = new Int64s { Values = { 1 } } } },
                        Features = { new Column { Name = "prices:price", Statuses = { ValueStatus.NotFound }, Doubles = new Doubles { Values = { 0 } } } },
                        Times = new Timestamps { Values = { Noon } },
                    },
                },
                new() { End = new HistoricalFeaturesEnd { Rows = 1 } },
            ];
        };

        var response = await gateway.PostAsync(Join, """{"features":["prices:price"],"entityKeys":[{"sku":1}],"times":["2024-02-29T13:00:00.5+01:00"]}""");

        Assert.Equal(
            """
            {"sku":1,"@time":"2024-02-29T12:00:00.5Z","prices:price":null,"prices:@status":"not_found"}
            {"@end":{"rows":1}}

            """,
            await response.Content.ReadAsStringAsync());
        Assert.Equal(new HistoricalFeaturesStart { Features = { "prices:price" }, Format = BatchFormat.Columns }, sent[0].Start);
        Assert.Equal((Noon, 1L), (sent[1].Rows.Times.Values.Single(), sent[1].Rows.EntityKeys.Single().Int64S.Values.Single()));
    }

    [Fact]
    public async Task Join_BodyWithManyFaults_NamesThemAll()
    {
        await using var gateway = await TestGateway.StartAsync("--Gateway:MaxRows=2");
        var problem = await (await gateway.PostAsync(Join, """{"features":"x","entityKeys":[],"times":["2024-02-29T12:00:00Z",1,2]}""")).JsonAsync(400);
        Assert.Equal(
            [
                "features: must be an array of names",
                "entityKeys: has 0 rows; must have 1 to 2",
                "times[1]: must be a point in time with its offset, such as 2026-01-31T12:00:00Z",
                "times: must have 1 to 2 rows",
            ],
            problem.Faults());
        Assert.Equal(["features: is missing", "entityKeys: is missing", "times: is missing"], (await (await gateway.PostAsync(Join, "{}")).JsonAsync(400)).Faults());
    }

    [Fact]
    public async Task Join_Fails_IsToldInTheCallersNames()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Join = _ => throw RpcErrors.ToRpcException(ServiceException.FromFaults(
            ErrorReason.InvalidRequest, "The request cannot be answered", [new Fault("messages[1].entity_keys[0]", "is wrong"), new Fault("messages[1].times[0]", "lies in the future")]));
        var problem = await (await gateway.PostAsync(Join, """{"features":["prices:price"],"entityKeys":[{"sku":1}],"times":["2024-02-29T12:00:00Z"]}""")).JsonAsync(400);
        Assert.Equal(["entityKeys[*].sku: is wrong", "times[0]: lies in the future"], problem.Faults());
    }

    private static ColumnBatch Batch()
    {
        ValueStatus[] statuses = [ValueStatus.Stale, ValueStatus.KeyAmbiguous];
        return new ColumnBatch
        {
            EntityKeys =
            {
                new Column { Name = "sku", Int64S = new Int64s { Values = { 1, 2 } } },
                new Column { Name = "plant", Strings = new Strings { Values = { "010", "020" } } },
            },
            Features =
            {
                new Column { Name = "prices:price", Statuses = { statuses }, Decimals = new Strings { Values = { "1.50", "" } } },
                new Column { Name = "prices:rate", Statuses = { statuses }, Doubles = new Doubles { Values = { double.NaN, 0 } } },
                new Column { Name = "prices:at", Statuses = { statuses }, Timestamps = new Timestamps { Values = { Noon, new Timestamp() } } },
                new Column { Name = "prices:raw", Statuses = { statuses }, Binaries = new Binaries { Values = { ByteString.CopyFrom(1, 2), ByteString.Empty } } },
                new Column { Name = "prices:open", Statuses = { statuses }, Bools = new Bools { Values = { true, false } } },
                new Column { Name = "prices:day", Statuses = { statuses }, Dates = new Strings { Values = { "2024-02-29", "" } } },
                new Column { Name = "other:n", Statuses = { ValueStatus.Present, ValueStatus.Null }, Int64S = new Int64s { Values = { 5, 0 } } },
            },
        };
    }
}
