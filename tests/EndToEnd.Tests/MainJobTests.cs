using System.Globalization;
using System.Text.Json;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using Grpc.Core;

namespace FedMl.EndToEnd.Tests;

public sealed class MainJobTests(LocalProcess local) : IClassFixture<LocalProcess>
{
    public static TheoryData<string, string, string> DataSets => new()
    {
        { "iris", "BOTANY/IRIS.csv", "species" },
        { "breast-cancer", "CLINIC/BREAST_CANCER.csv", "diagnosis" },
    };

    [Fact]
    public async Task Health_Ready_IsTrue()
    {
        var (status, body) = await local.SendAsync(HttpMethod.Get, local.Rest, "/v2/health/ready");

        Assert.Equal((200, true), (status, body.GetProperty("ready").GetBoolean()));
    }

    [Fact]
    public async Task Infer_Iris_AnswersOverGatewayAsOverScoring()
    {
        const string Request = """{"id":"7","inputs":[{"name":"X","datatype":"FP32","shape":[1,4],"data":[[5.1,3.5,1.4,0.2]]}]}""";

        var (status, viaGateway) = await local.SendAsync(HttpMethod.Post, local.Rest, "/v2/models/iris/infer", Request);
        var (_, direct) = await local.SendAsync(HttpMethod.Post, local.ScoringRest, "/v2/models/iris/versions/1/infer", Request);

        Assert.Equal(200, status);
        Assert.Equal("setosa", viaGateway.GetProperty("outputs")[0].GetProperty("data")[0].GetString());
        Assert.Equal(direct.GetRawText(), viaGateway.GetRawText());
    }

    [Fact]
    public async Task Score_FedMlContract_AnswersResult()
    {
        var (status, body) = await local.SendAsync(HttpMethod.Post, local.Rest, "/v1/models/iris/score", """{"data":[[5.1,3.5,1.4,0.2],[6.3,3.3,6.0,2.5]]}""");

        Assert.Equal(200, status);
        Assert.Equal("""["setosa","virginica"]""", body.GetProperty("result").GetRawText());
    }

    [Theory]
    [MemberData(nameof(DataSets))]
    public async Task Score_EveryRowByKey_EqualsScoringItsValues(string model, string file, string label)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Repository.Samples, "data", file));
        var header = lines[0].Split(',');
        var rows = lines.Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')).ToArray();
        var byKey = new ScoreRequest { Model = model, EntityKeys = new EntityKeys { Columns = { new Column { Name = "sample_id", Strings = new Strings { Values = { rows.Select(r => r[0]) } } } } } };
        var byRecord = new ScoreRequest { Model = model, Records = new Records() };
        for (var i = 1; i < header.Length; i++)
        {
            if (header[i] != label)
            {
                byRecord.Records.Columns.Add(new Column { Name = header[i], Doubles = new Doubles { Values = { rows.Select(r => double.Parse(r[i], CultureInfo.InvariantCulture)) } } });
            }
        }

        var scoring = new ScoringService.ScoringServiceClient(local.Channel);
        var keyed = await scoring.ScoreAsync(byKey);
        var recorded = await scoring.ScoreAsync(byRecord);

        Assert.Equal(rows.Length, keyed.RowCount);
        Assert.Empty(keyed.Problems);
        Assert.Equal(recorded.Predictions, keyed.Predictions);
        var right = keyed.Predictions[0].Strings.Values.Where((l, i) => l == rows[i][^1]).Count();
        Assert.True(right >= 0.95 * rows.Length, $"{right} of {rows.Length} labels are right");
    }

    [Theory]
    [InlineData("iris")]
    [InlineData("breast-cancer")]
    public async Task Score_Samples_GivesTheGoldenAnswers(string model)
    {
        var samples = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Samples, "models", model, "1", "samples.json"))).RootElement;

        var (_, body) = await local.SendAsync(HttpMethod.Post, local.Rest, $"/v1/models/{model}:score", $$"""{"records":{{samples.GetProperty("records").GetRawText()}}}""");

        var tolerance = samples.GetProperty("tolerance").GetDouble();
        foreach (var (told, got) in samples.GetProperty("predictions").EnumerateArray().Zip(body.GetProperty("predictions").EnumerateArray()))
        {
            Assert.Equal(told.GetProperty("label").GetString(), got.GetProperty("label").GetString());
            Assert.All(told.GetProperty("probability").EnumerateObject(), c => Assert.Equal(c.Value.GetDouble(), got.GetProperty("probability").GetProperty(c.Name).GetDouble(), tolerance));
        }
    }

    [Theory]
    [InlineData("iris", "000101", "virginica")]
    [InlineData("breast-cancer", "000001", "malignant")]
    public async Task Score_Explain_AddsUpOverRest(string model, string key, string label)
    {
        var (status, body) = await local.SendAsync(HttpMethod.Post, local.Rest, $"/v1/models/{model}:score", $$"""{"entityKeys":[{"sample_id":"{{key}}"}],"explain":true}""");

        Assert.Equal(200, status);
        var explanation = body.GetProperty("explanations")[0];
        double Of(JsonElement scores) => scores.GetProperty(label).GetDouble();
        var contributions = explanation.GetProperty("contributions").EnumerateObject().Select(c => Of(c.Value)).ToArray();
        Assert.True(Of(explanation.GetProperty("rawScore")) > 0);
        Assert.Equal(Of(explanation.GetProperty("rawScore")), Of(explanation.GetProperty("baseValue")) + contributions.Sum(), 1e-9);
        Assert.Contains(contributions, c => c > 0.1);
    }

    [Fact]
    public async Task Score_SingleKeysThatAreWrong_DoNotFailTheOthers()
    {
        var (status, body) = await local.SendAsync(
            HttpMethod.Post, local.Rest, "/v1/models/breast-cancer:score", """{"entityKeys":[{"sample_id":"000001"},{"sample_id":1},{"sample_id":null},{},{"sample_id":"nobody"}]}""");

        Assert.Equal(200, status);
        Assert.Equal("malignant", body.GetProperty("predictions")[0].GetProperty("label").GetString());
        Assert.Equal(
            [(1, "ENTITY_KEY_INVALID"), (2, "ENTITY_KEY_INVALID"), (3, "ENTITY_KEY_INVALID"), (4, "ENTITY_KEY_NOT_FOUND")],
            body.GetProperty("problems").EnumerateArray().Select(p => (p.GetProperty("row").GetInt32(), p.GetProperty("reason").GetString())));
        Assert.Equal("KEY_INVALID", body.GetProperty("features")[1].GetProperty("mean_radius").GetString());
    }

    public static TheoryData<string, string, int, string> BadRequests => new()
    {
        { "/v1/models/nobody:score", """{"records":[{"a":1}]}""", 404, "MODEL_NOT_FOUND" },
        { "/v1/models/iris/versions/99:score", """{"records":[{"a":1}]}""", 404, "MODEL_VERSION_NOT_FOUND" },
        { "/v1/models/iris/aliases/nobody:score", """{"records":[{"a":1}]}""", 404, "ALIAS_NOT_FOUND" },
        { "/v1/models/iris:score", """{"records":[{"sepal_length":1,"sepal_width":null,"petal_lenght":"x","petal_width":true}]}""", 400, "INPUT_INVALID" },
        { "/v1/models/iris:score", """{"records":[{"sepal_length":1e400,"sepal_width":1,"petal_length":1,"petal_width":1}]}""", 400, "INVALID_REQUEST" },
        { "/v1/models/iris:score", """{"records":[]}""", 400, "ROW_COUNT_OUT_OF_RANGE" },
        { "/v1/models/iris:score", """{"record":[{"a":1}]}""", 400, "INVALID_REQUEST" },
        { "/v1/models/iris:score", "{\"records\":[", 400, "MALFORMED_REQUEST" },
        { "/v1/models/breast-cancer:score", """{"entityKeys":[{"sample_id":1}]}""", 400, "ENTITY_KEY_INVALID" },
        { "/v1/models/breast-cancer:score", """{"entityKeys":[{"sample":"000001"}]}""", 400, "ENTITY_KEY_INVALID" },
        { "/v1/models/breast-cancer:score", """{"entityKeys":[{"sample_id":"1"}]}""", 404, "ENTITY_KEY_NOT_FOUND" },
        { "/v1/models/breast-cancer:score", """{"entityKeys":[{"sample_id":"000001"}],"asOf":"2020-01-01T00:00:00Z"}""", 400, "INVALID_REQUEST" },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Score_BadRequest_NamesReasonAndStatus(string path, string json, int expected, string reason)
    {
        var (status, body) = await local.SendAsync(HttpMethod.Post, local.Rest, path, json);

        Assert.True(status == expected && body.GetProperty("reason").GetString() == reason, body.GetRawText());
    }

    [Theory]
    [InlineData("GET", "/v2/models/nobody", "", 404, "Request for unknown model")]
    [InlineData("POST", "/v2/models/iris/infer", """{"inputs":[{"name":"X","datatype":"FP64","shape":[1,3],"data":[1,2,3]}]}""", 400, "expected datatype 'FP32'")]
    [InlineData("POST", "/v2/models/iris/infer", """{"inputs":[{"name":"X","datatype":"FP32","shape":[1,4],"data":[1,2,3]}]}""", 400, "unexpected number of values 3")]
    [InlineData("POST", "/v2/models/iris/infer", "not json", 400, "not JSON")]
    [InlineData("GET", "/v2/nothing", "", 404, "Not Found")]
    [InlineData("GET", "/v2/models/iris/infer", "", 405, "Method Not Allowed")]
    public async Task Inference_BadRequest_AnswersTheProtocolsError(string verb, string path, string json, int expected, string message)
    {
        var (status, body) = await local.SendAsync(new HttpMethod(verb), local.Rest, path, json.Length == 0 ? null : json);

        Assert.Equal(expected, status);
        Assert.Contains(message, body.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalogue_SpacesAssetsViewsModels_AreListed()
    {
        var (_, asset) = await local.SendAsync(HttpMethod.Get, local.Rest, "/v1/spaces/CLINIC/assets/BREAST_CANCER");
        var (_, views) = await local.SendAsync(HttpMethod.Get, local.Rest, "/v1/feature-views");
        var (_, model) = await local.SendAsync(HttpMethod.Get, local.Rest, "/v1/models/breast-cancer");
        var (unknown, _) = await local.SendAsync(HttpMethod.Get, local.Rest, "/v1/spaces/CLINIC/assets/NOTHING");

        Assert.Equal("sample_id", asset.GetProperty("columns")[0].GetProperty("name").GetString());
        Assert.Equal(4, views.GetProperty("featureViews").GetArrayLength());
        Assert.Equal("READY", model.GetProperty("versions")[0].GetProperty("state").GetString());
        Assert.Equal(404, unknown);
    }

    [Fact]
    public async Task Metadata_OverGrpc_DescribesTheModel()
    {
        var inference = new GRPCInferenceService.GRPCInferenceServiceClient(local.Channel);

        Assert.Equal("X", (await inference.ModelMetadataAsync(new ModelMetadataRequest { Name = "iris" })).Inputs.Single().Name);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await inference.ModelReadyAsync(new ModelReadyRequest { Name = "nobody" }))).StatusCode);
    }

    [Fact]
    public void Telemetry_OfOnnxRuntime_LeavesNoFile() =>
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(local.Folder, "home"), "*", SearchOption.AllDirectories));
}
