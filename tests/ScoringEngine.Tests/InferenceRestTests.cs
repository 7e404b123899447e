using System.Net.Http.Headers;
using System.Text;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests;

public sealed class InferenceRestTests : IAsyncLifetime
{
    private RunningScoring host = null!;

    public async Task InitializeAsync() => host = await RunningScoring.StartAsync(r =>
    {
        r.Publish("text", "1", ("model.onnx", Graphs.Identity(Element.String, -1, 2)));
        r.Publish("number", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 2)));
    });

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Theory]
    [InlineData("[{\"a\":[1]},2]")]
    [InlineData("[[{\"a\":{}}],2]")]
    [InlineData("{\"a\":1}")]
    [InlineData("[1]")]
    [InlineData("[1,2,3]")]
    [InlineData("[1,\"x\"]")]
    [InlineData("[1,1e39]")]
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
}
