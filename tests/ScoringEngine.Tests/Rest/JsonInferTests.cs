using System.Net.Http.Headers;
using System.Text;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Rest;

public sealed class JsonInferTests(JsonInferTests.Started started) : IClassFixture<JsonInferTests.Started>
{
    private readonly RunningScoring host = started.Host;

    [Theory]
    [InlineData("[{\"a\":[1]},2]")]
    [InlineData("[[{\"a\":{}}],2]")]
    [InlineData("{\"a\":1}")]
    [InlineData("[1]")]
    [InlineData("[1,2,3]")]
    [InlineData("[1,\"x\"]")]
    [InlineData("[1,1e39]")]
    [InlineData("[1,1e400]")]
    [InlineData("[1,-1e400]")]
    public async Task Infer_DataThatDoesNotFit_Is400(string data)
    {
        var (status, body) = await InferAsync("number", "FP32", data);

        Assert.Equal(400, status);
        Assert.Contains("inputs[0].data", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1,2]", "[1,2]")]
    [InlineData("[[1.5,-0.25]]", "[1.5,-0.25]")]
    [InlineData("[null,\"Infinity\"]", "[\"NaN\",\"Infinity\"]")]
    public async Task Infer_Numbers_ComeBack(string data, string expected)
    {
        var (status, body) = await InferAsync("number", "FP32", data);

        Assert.Equal(200, status);
        Assert.EndsWith($"\"data\":{expected}}}]}}", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"1","id":"2","inputs":[]}""", "id: is there twice")]
    [InlineData("""{"inputs":[],"inputs":[]}""", "inputs: is there twice")]
    [InlineData("""{"inputs":[],"outputs":[],"outputs":[]}""", "outputs: is there twice")]
    [InlineData("""{"inputs":[],"outputs":[{"name":"y","name":"z"}]}""", "outputs[0].name: is there twice")]
    [InlineData("""{"inputs":[{"name":"x","name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]}]}""", "inputs[0].name: is there twice")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","datatype":"FP32","shape":[1,2],"data":[1,2]}]}""", "inputs[0].datatype: is there twice")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"shape":[1,2],"data":[1,2]}]}""", "inputs[0].shape: is there twice")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2],"data":[3,4]}]}""", "inputs[0].data: is there twice")]
    public async Task Infer_FieldThatIsThereTwice_Is400(string body, string fault)
    {
        var (status, answer) = await host.SendAsync(HttpMethod.Post, "/v2/models/number/infer", body);

        Assert.Equal(400, status);
        Assert.Contains(fault, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_ShapeOfTooManyDimensions_SaysSoOnce()
    {
        var shape = string.Join(',', Enumerable.Repeat(1, 65));

        var (status, answer) = await host.SendAsync(HttpMethod.Post, "/v2/models/number/infer", $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[{{shape}}],"data":[1]}]}""");

        Assert.Equal(400, status);
        Assert.EndsWith("inputs[0].shape: has more than 64 dimensions\"}", answer, StringComparison.Ordinal);
    }

    // A body of this size comes in several buffers, however it is cut.
    [Theory]
    [InlineData(300)]
    [InlineData(3_000)]
    [InlineData(9_999)]
    public async Task Infer_BodyOfManyBuffers_ComesBack(int rows)
    {
        var data = string.Join(',', Enumerable.Range(0, rows * 2));

        var (status, body) = await host.SendAsync(HttpMethod.Post, "/v2/models/number/infer", $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[{{rows}},2],"data":[{{data}}]}]}""");

        Assert.Equal(200, status);
        Assert.EndsWith($"\"data\":[{data}]}}]}}", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_Texts_ComeBack()
    {
        var (status, body) = await InferAsync("text", "BYTES", "[\"a\\\"b\",\"\\u00e4\"]");

        Assert.Equal(200, status);
        Assert.Contains("ä", System.Text.RegularExpressions.Regex.Unescape(body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[\"\\ud800\",\"b\"]")]
    [InlineData("[\"a\",1]")]
    public async Task Infer_TextThatIsNone_Is400(string data) => Assert.Equal(400, (await InferAsync("text", "BYTES", data)).Status);

    [Fact]
    public async Task Infer_BytesThatAreNoUtf8_Is400()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("""{"inputs":[{"name":"x","datatype":"BYTES","shape":[1,2],"data":["a",""" + "\""), 0xff, 0xfe, .. Encoding.UTF8.GetBytes("\"]}]}")];
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Rest, "/v2/models/text/infer")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await host.Http.SendAsync(request, CancellationToken.None);

        Assert.Equal(400, (int)response.StatusCode);
    }

    private Task<(int Status, string Body)> InferAsync(string model, string datatype, string data) => host.SendAsync(
        HttpMethod.Post,
        $"/v2/models/{model}/infer",
        $$"""{"inputs":[{"name":"x","datatype":"{{datatype}}","shape":[1,2],"data":{{data}}}]}""");

    public sealed class Started : IAsyncLifetime
    {
        internal RunningScoring Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await RunningScoring.StartAsync(r =>
        {
            r.Publish("text", "1", ("model.onnx", Graphs.Identity(Element.String, -1, 2)));
            r.Publish("number", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 2)));
        });

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
