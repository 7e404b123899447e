using System.Globalization;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Value = FedMl.Protos.Features.V1.Value;

namespace FedMl.Gateway.Tests.FeatureValues;

public sealed class FeatureEndpointTests
{
    private const string Body = """{"features":["v:x"],"entityKeys":[{"id":"1","item":10},{"id":"2","item":20}]""";

    [Fact]
    public async Task Get_Values_AreWrittenByRowWithTheStatusesOfThoseThatAreNotSimplyThere()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<GetOnlineFeaturesRequest>(_ => new GetOnlineFeaturesResponse
        {
            Columns =
            {
                new Column { Name = "v:x", Doubles = new Doubles { Values = { 0.5, 0 } }, Statuses = { ValueStatus.Stale, ValueStatus.Null } },
                new Column { Name = "v:d", Decimals = new Strings { Values = { "1.50", "" } }, Statuses = { ValueStatus.Present, ValueStatus.KeyAmbiguous } },
                new Column { Name = "v:t", Timestamps = new Timestamps { Values = { Time("2026-01-31T12:00:00.5Z"), Time("1970-01-01T00:00:00Z") } }, Statuses = { ValueStatus.Present, ValueStatus.Present } },
                new Column { Name = "w:n", Int64S = new Int64s { Values = { 0, 7 } }, Statuses = { ValueStatus.NotFound, ValueStatus.Present } },
                new Column { Name = "w:b", Binaries = new Binaries { Values = { ByteString.CopyFrom(1, 2), ByteString.Empty } }, Statuses = { ValueStatus.Present, ValueStatus.KeyInvalid } },
            },
        });

        var answer = await (await gateway.PostAsync("/v1/features", Body + "}")).JsonAsync(200);

        answer.IsJson("""
            {"rows":[
              {"values":{"v:x":0.5,"v:d":"1.50","v:t":"2026-01-31T12:00:00.5Z","w:n":null,"w:b":"AQI="},"statuses":{"v:x":"STALE","w:n":"NOT_FOUND"}},
              {"values":{"v:x":null,"v:d":null,"v:t":"1970-01-01T00:00:00Z","w:n":7,"w:b":null},"statuses":{"v:x":"NULL","v:d":"KEY_AMBIGUOUS","w:b":"KEY_INVALID"}}]}
            """);
    }

    [Fact]
    public async Task Get_AllThereIsToAsk_ReachesFeatures()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<GetOnlineFeaturesRequest>(_ => new GetOnlineFeaturesResponse { Columns = { new Column { Name = "v:x", Int64S = new Int64s { Values = { 1, 2 } } } } });

        var answer = await (await gateway.PostAsync(
            "/v1/features",
            Body + ""","asOf":"2026-01-31T12:00:00+01:00","rowAsOf":["2026-01-01T00:00:00Z","2025-01-01T00:00:00Z"],"parameters":{"P_YEAR":2026,"P_RATE":"1.50","P_X":0.5,"P_ON":true}}""")).JsonAsync(200);

        answer.IsJson("""{"rows":[{"values":{"v:x":1}},{"values":{"v:x":2}}]}""");
        Assert.Equal(
            new GetOnlineFeaturesRequest
            {
                Features = { "v:x" },
                EntityKeys = { new Column { Name = "id", Strings = new Strings { Values = { "1", "2" } } }, new Column { Name = "item", Int64S = new Int64s { Values = { 10, 20 } } } },
                AsOf = Time("2026-01-31T11:00:00Z"),
                RowAsOf = { Time("2026-01-01T00:00:00Z"), Time("2025-01-01T00:00:00Z") },
                Parameters =
                {
                    ["P_YEAR"] = new Value { Int64Value = 2026 },
                    ["P_RATE"] = new Value { StringValue = "1.50" },
                    ["P_X"] = new Value { DoubleValue = 0.5 },
                    ["P_ON"] = new Value { BoolValue = true },
                },
            },
            gateway.StandIn.Single<GetOnlineFeaturesRequest>());
    }

    [Theory]
    [InlineData("[]", "the body must be a JSON object; features: is missing; entityKeys: is missing")]
    [InlineData("""{"features":[],"entityKeys":[{"id":"1"}]}""", "features: must be an array of 1 to 3 references view:feature")]
    [InlineData("""{"features":["a:x","a:x","a:x"],"entityKeys":7}""", "entityKeys: must be an array of objects")]
    [InlineData("""{"features":["a:x","a:x","a:x","a:x"],"entityKeys":[{"id":"1"}]}""", "features: must be an array of 1 to 3 references view:feature")]
    [InlineData("""{"features":[7,["x"],"a:x"],"entityKeys":[{"id":"1"}],"rows":1,"features":[]}""", "features: must be an array of 1 to 3 references view:feature; rows: is not known here; known are features, entityKeys, asOf, rowAsOf and parameters; features: is there twice")]
    [InlineData("""{"features":["a:x"],"entityKeys":[{"id":"1"}],"asOf":"2026-01-31","rowAsOf":["now",null]}""", "asOf: must be a point in time with its offset, such as 2026-01-31T12:00:00Z; rowAsOf[0]: must be a point in time with its offset, such as 2026-01-31T12:00:00Z; rowAsOf[1]: must be a point in time with its offset, such as 2026-01-31T12:00:00Z")]
    [InlineData("""{"features":["a:x"],"entityKeys":[{"id":"1"}],"rowAsOf":"2026-01-31T12:00:00Z"}""", "rowAsOf: must be an array of points in time, one for each row of entityKeys")]
    [InlineData("""{"features":["a:x"],"entityKeys":[{"id":"1"}],"rowAsOf":["2026-01-31T12:00:00Z","2026-01-31T12:00:00Z","2026-01-31T12:00:00Z"]}""", "rowAsOf: has more than 2 rows")]
    [InlineData("""{"features":["a:x"],"entityKeys":[{"id":"1"}],"parameters":["P"]}""", "parameters: must be an object")]
    [InlineData("""{"features":["a:x"],"entityKeys":[{"id":"1"}],"parameters":{"A":1,"A":2,"B":[1],"C":null}}""", "parameters[A]: is there twice; parameters[B]: must be a string, a number, true, false or null; parameters[C]: must not be null")]
    public async Task Get_WrongBody_NamesAllFaults(string body, string expected)
    {
        await using var gateway = await TestGateway.StartAsync("--Gateway:MaxColumns=3", "--Gateway:MaxRows=2");

        var problem = await (await gateway.PostAsync("/v1/features", body)).JsonAsync(400);

        Assert.Equal(("INVALID_REQUEST", $"The request is wrong: {expected}"), ((string?)problem["reason"], (string?)problem["detail"]));
    }

    [Fact]
    public async Task Get_FaultsThatFeaturesTells_HaveTheNamesOfTheJson()
    {
        await using var gateway = await TestGateway.StartAsync();
        Fault[] faults =
        [
            new("entity_keys[1]", "a"), new("entity_keys[1].rows[3]", "b"), new("entity_keys", "c"), new("entity_keys.rows[1]", "d"), new("entity_keys[9]", "e"),
            new("as_of", "f"), new("row_as_of[2]", "g"), new("parameters[P]", "h"), new("features[0]", "i"),
        ];
        gateway.StandIn.Fail<GetOnlineFeaturesRequest>(() => RpcErrors.ToRpcException(ServiceException.FromFaults(ErrorReason.InvalidRequest, "Wrong", faults)));

        var problem = await (await gateway.PostAsync("/v1/features", Body + "}")).JsonAsync(400);

        Assert.Equal(
            "Wrong: entityKeys[*].item: a; entityKeys[*].item.rows[3]: b; entityKeys: c; entityKeys[1]: d; entityKeys[9]: e; asOf: f; rowAsOf[2]: g; parameters[P]: h; features[0]: i",
            (string?)problem["detail"]);
    }

    [Fact]
    public async Task Get_BodyOverTheLimit_IsTooLarge()
    {
        await using var gateway = await TestGateway.StartAsync("--Gateway:MaxBodyBytes=1024");
        Assert.Equal("REQUEST_TOO_LARGE", (string?)(await (await gateway.PostAsync("/v1/features", new string(' ', 1025))).JsonAsync(413))["reason"]);
    }

    private static Timestamp Time(string text) => Timestamp.FromDateTimeOffset(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));
}
