using System.Text.Json;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Datasphere;
using FedMl.Tests.Onnx;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Asset = FedMl.Tests.Datasphere.Asset;
using AssetColumn = FedMl.Tests.Datasphere.AssetColumn;
using Value = FedMl.Protos.Features.V1.Value;

namespace FedMl.EndToEnd.Tests;

/// <summary>What a caller says of its entity keys (points in time, parameters) goes from the Gateway over Scoring and Features to the tenant.</summary>
public sealed class ScoreByKeyTests : IAsyncLifetime
{
    private const string Path = "/v1/models/prices:score";

    private readonly LocalProcess local = new();
    private DatasphereServer tenant = null!;

    public async Task InitializeAsync()
    {
        tenant = await DatasphereServer.StartAsync();
        tenant.Put(new Asset(
            "SALES",
            "PRICES",
            [new AssetColumn("id", "Edm.String", IsKey: true), new AssetColumn("changed", "Edm.DateTimeOffset", IsKey: true), new AssetColumn("price", "Edm.Double")],
            [["a", "2024-01-01T00:00:00Z", "1"], ["a", "2024-06-01T00:00:00Z", "2"], ["b", "2024-01-01T00:00:00Z", "10"], ["b", "2024-06-01T00:00:00Z", "20"]])
        {
            Parameters = [("P_CURRENCY", "Edm.String")],
        });
        await local.StartAsync(
            Prepare,
            "--Features:Source", "OData", "--Features:Datasphere:BaseAddress", tenant.Address, "--Features:Datasphere:TokenUrl", tenant.TokenUrl,
            "--Features:Datasphere:ClientId", tenant.ClientId, "--Features:Datasphere:ClientSecretFile", System.IO.Path.Combine(local.Folder, "samples", "secret"));
        await LocalProcess.UntilAsync(async () => (await local.SendAsync(HttpMethod.Get, local.Rest, "/v2/models/prices/ready")).Status == 200, () => local.Output);
    }

    public async Task DisposeAsync()
    {
        await local.DisposeAsync();
        await tenant.DisposeAsync();
        Assert.Empty(tenant.Unexpected);
    }

    [Fact]
    public async Task Score_RowsAsOfTimesOfTheirOwn_AreScoredWithWhatWasTrueThen()
    {
        var (status, body) = await local.SendAsync(
            HttpMethod.Post, local.Rest, Path, """{"entityKeys":[{"id":"a"},{"id":"b"},{"id":"a"}],"rowAsOf":["2024-02-01T00:00:00Z","2024-07-01T00:00:00Z","2024-07-01T02:00:00+02:00"],"parameters":{"P_CURRENCY":"USD"}}""");

        Assert.True(status == 200, body.GetRawText());
        Assert.Equal("[1,20,2]", JsonSerializer.Serialize(body.GetProperty("predictions").EnumerateArray().Select(row => row.GetProperty("y").GetDouble())));
        Assert.NotEmpty(tenant.RowRequests);
        Assert.All(tenant.RowRequests, request => Assert.Contains("(P_CURRENCY='USD')", request.Target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Score_OverGrpc_IsTheSame()
    {
        var request = new ScoreRequest
        {
            Model = "prices",
            EntityKeys = new EntityKeys { Columns = { new Column { Name = "id", Strings = new Strings { Values = { "b", "a" } } } } },
            AsOf = Timestamp.FromDateTime(new DateTime(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
            RowAsOf = { Timestamp.FromDateTime(new DateTime(2024, 2, 1, 0, 0, 0, DateTimeKind.Utc)), Timestamp.FromDateTime(new DateTime(2024, 7, 1, 0, 0, 0, DateTimeKind.Utc)) },
            Parameters = { ["P_CURRENCY"] = new Value { StringValue = "CHF" } },
        };

        var answer = await new ScoringService.ScoringServiceClient(local.Channel).ScoreAsync(request);

        Assert.Equal([10f, 2f], answer.Predictions.Single().Floats.Values);
        Assert.All(tenant.RowRequests, seen => Assert.Contains("(P_CURRENCY='CHF')", seen.Target, StringComparison.Ordinal));

        request.RowAsOf.Add(request.AsOf);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await new ScoringService.ScoringServiceClient(local.Channel).ScoreAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task Score_DefaultOfAParameter_IsTheViews()
    {
        var (status, body) = await local.SendAsync(HttpMethod.Post, local.Rest, Path, """{"entityKeys":[{"id":"a"}]}""");

        Assert.True(status == 200, body.GetRawText());
        Assert.Contains("(P_CURRENCY='EUR')", tenant.RowRequests[^1].Target, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"entityKeys":[{"id":"a"},{"id":"b"}],"rowAsOf":["2024-02-01T00:00:00Z","2999-01-01T00:00:00Z"],"parameters":{"P_CURRENCY":7,"P_YEAR":1}}""",
        "parameters[P_CURRENCY]", "parameters[P_YEAR]", "rowAsOf[1]")]
    [InlineData("""{"entityKeys":[{"id":"a"},{"id":"b"}],"rowAsOf":["2024-02-01T00:00:00Z"]}""", "rowAsOf")]
    [InlineData("""{"records":[{"x":1}],"rowAsOf":["2024-02-01T00:00:00Z"],"parameters":{"P_CURRENCY":"EUR"}}""", "parameters", "rowAsOf")]
    public async Task Score_WrongTimesAndParameters_AreAllNamed(string json, params string[] fields)
    {
        var (status, body) = await local.SendAsync(HttpMethod.Post, local.Rest, Path, json);

        Assert.Equal((400, "INVALID_REQUEST"), (status, body.GetProperty("reason").GetString()));
        Assert.Equal(fields, body.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("field").GetString()).Order(StringComparer.Ordinal));
        Assert.Empty(tenant.RowRequests);
    }

    private void Prepare(string samples)
    {
        Directory.Delete(System.IO.Path.Combine(samples, "models"), recursive: true);
        Directory.Delete(System.IO.Path.Combine(samples, "feature-views"), recursive: true);
        Directory.CreateDirectory(System.IO.Path.Combine(samples, "feature-views"));
        File.WriteAllText(System.IO.Path.Combine(samples, "secret"), tenant.ClientSecret);
        File.WriteAllText(
            System.IO.Path.Combine(samples, "feature-views", "prices.yaml"),
            """
            name: prices
            source: { space: SALES, asset: PRICES }
            entity: [ { key: id, type: string } ]
            eventTime: changed
            parameters: [ { name: P_CURRENCY, type: string, default: EUR } ]
            features: [ { name: price, type: double } ]
            """);
        var model = System.IO.Path.Combine(samples, "models", "prices", "1");
        Directory.CreateDirectory(model);
        File.WriteAllBytes(System.IO.Path.Combine(model, "model.onnx"), Graphs.Identity(Element.Float, -1, 1));
        File.WriteAllText(System.IO.Path.Combine(model, "signature.yaml"), "inputs: [ { name: x, feature: \"prices:price\" } ]\noutputs: [ { name: y, onnx: y } ]\n");
    }
}
