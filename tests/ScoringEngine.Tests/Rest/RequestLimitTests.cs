using System.Text;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Rest;

/// <summary>Each limit of a request, on both sides.</summary>
public sealed class RequestLimitTests(RequestLimitTests.Started started) : IClassFixture<RequestLimitTests.Started>
{
    private const int Limit = 8192;
    private const string Input = "\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2]";
    private const string Request = $$"""{"inputs":[{{{Input}},"data":[1,2]}]}""";

    private readonly RunningScoring host = started.Host;

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(32 * 1024, false)]
    [InlineData(32 * 1024, true)]
    public async Task Infer_BodySize_IsBounded(int over, bool chunked)
    {
        var answer = await new InferRequestMessage { Model = "m", Json = Request.PadRight(Limit + over), Chunked = chunked }.SendAsync(host);

        Assert.Equal(over == 0 ? 200 : 413, answer.Status);
        Assert.True(over == 0 || answer.Error == $"The request is larger than {Limit} bytes.");
    }

    // Whoever asks before it sends need not send what would be refused.
    [Fact]
    public async Task Infer_BodyFarTooLarge_IsRefusedBeforeItComes()
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Rest, "/v2/models/m/infer")) { Content = new ByteArrayContent(new byte[64 * 1024 * 1024]) };
        request.Headers.ExpectContinue = true;

        using var response = await client.SendAsync(request, CancellationToken.None);

        Assert.Equal(413, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(0, 200, "")]
    [InlineData(1, 400, "inference header size should be in range (0, {0}), got: {1}")]
    [InlineData(-1, 400, "The body is not JSON")]
    public async Task Infer_HeaderLength_IsWithinTheBody(int more, int expected, string error)
    {
        var length = Request.Length + more;

        var answer = await new InferRequestMessage { Model = "m", Json = Request, JsonLength = $"{length}" }.SendAsync(host);

        Assert.Equal(expected, answer.Status);
        Assert.True(expected == 200 || answer.Error.StartsWith(error.Replace("{0}", $"{Request.Length}", StringComparison.Ordinal).Replace("{1}", $"{length}", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-1", "inference header size should be in range")]
    [InlineData("9223372036854775807", "inference header size should be in range")]
    [InlineData("9223372036854775808", "Unable to parse Inference-Header-Content-Length")]
    [InlineData("", "Unable to parse Inference-Header-Content-Length")]
    [InlineData("12a", "Unable to parse Inference-Header-Content-Length")]
    [InlineData("0x10", "Unable to parse Inference-Header-Content-Length")]
    [InlineData("1, 2", "Unable to parse Inference-Header-Content-Length")]
    public async Task Infer_HeaderLengthThatIsNone_Is400(string length, string error)
    {
        var answer = await new InferRequestMessage { Model = "m", Json = Request, JsonLength = length }.SendAsync(host);

        Assert.Equal(400, answer.Status);
        Assert.StartsWith(error, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(61, 200)]
    [InlineData(62, 400)]
    [InlineData(3000, 400)]
    public async Task Infer_ListsOfData_AreNestedSoDeepAtMost(int depth, int expected)
    {
        var data = $"{new string('[', depth)}1,2{new string(']', depth)}";

        var answer = await new InferRequestMessage { Model = "m", Json = $$"""{"inputs":[{{{Input}},"data":{{data}}}]}""" }.SendAsync(host);

        Assert.Equal(expected, answer.Status);
        Assert.True(expected == 200 || answer.Error == "The body is not JSON: inputs[0].data is no list, or is nested deeper than 61 levels.");
    }

    [Theory]
    [InlineData(63, 200)]
    [InlineData(64, 400)]
    [InlineData(3000, 400)]
    public async Task Infer_OtherFields_AreNestedSoDeepAtMost(int depth, int expected)
    {
        var value = $"{new string('[', depth)}{new string(']', depth)}";

        var answer = await new InferRequestMessage { Model = "m", Json = $$"""{"mine":{{value}},"inputs":[{{{Input}},"data":[1,2]}]}""" }.SendAsync(host);

        Assert.Equal(expected, answer.Status);
        Assert.True(expected == 200 || answer.Error == "The body is not JSON: it is nested deeper than 64 levels.");
    }

    [Theory]
    [InlineData(64, "Expected [-1,2]")]
    [InlineData(65, "has more than 64 dimensions")]
    public async Task Infer_Shape_HasSoManyDimensionsAtMost(int dimensions, string error)
    {
        var shape = string.Join(',', Enumerable.Repeat(1, dimensions));

        var answer = await new InferRequestMessage { Model = "m", Json = $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[{{shape}}],"data":[1]}]}""" }.SendAsync(host);

        Assert.Contains(error, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_ByteOrderMark_IsNoPartOfTheJson()
    {
        var answer = await new InferRequestMessage { Model = "m", Encode = _ => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Request)] }.SendAsync(host);

        Assert.Equal("[1,2]", answer.Output(0).GetProperty("data").GetRawText());
    }

    public sealed class Started : IAsyncLifetime
    {
        internal RunningScoring Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await RunningScoring.StartAsync(
            r => r.Publish("m", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 2))), $"--Limits:MaxMessageBytes={Limit}");

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
