using System.IO.Compression;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Rest;

/// <summary>Compressed bodies.</summary>
public sealed class ContentEncodingTests(ContentEncodingTests.Started started) : IClassFixture<ContentEncodingTests.Started>
{
    private const int Limit = 4096;
    private const string Request = """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]}]}""";

    private readonly RunningScoring host = started.Host;

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZip")]
    [InlineData("deflate")]
    [InlineData("identity")]
    [InlineData("")]
    public async Task Infer_KnownEncoding_IsRead(string encoding)
    {
        var answer = await new InferRequestMessage { Model = "m", Json = Request, Encoding = encoding, Encode = body => Compress(body, encoding) }.SendAsync(host);

        Assert.Equal("[1,2]", answer.Output(0).GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Infer_CompressedBinary_CountsTheLengthInflated(string encoding)
    {
        byte[] values = [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)];
        var json = """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}]}""";

        var answer = await new InferRequestMessage
        {
            Model = "m",
            Json = json,
            Binary = values,
            JsonLength = $"{json.Length}",
            Encoding = encoding,
            Encode = body => Compress(body, encoding),
        }.SendAsync(host);

        Assert.Equal("[1.5,-2]", answer.Output(0).GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    [InlineData("aws-chunked")]
    public async Task Infer_OtherEncoding_Is415(string encoding)
    {
        var answer = await new InferRequestMessage { Model = "m", Json = Request, Encoding = encoding }.SendAsync(host);

        Assert.Equal(415, answer.Status);
        Assert.Equal("gzip, deflate", answer.AcceptEncoding);
        Assert.Contains("content encoding is not supported", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip", 0)]
    [InlineData("gzip", 1)]
    [InlineData("deflate", 0)]
    [InlineData("deflate", 1)]
    public async Task Infer_InflatedSize_IsBounded(string encoding, int over)
    {
        var answer = await new InferRequestMessage { Model = "m", Json = Request.PadRight(Limit + over), Encoding = encoding, Encode = body => Compress(body, encoding) }.SendAsync(host);

        Assert.Equal(over == 0 ? 200 : 413, answer.Status);
        Assert.True(over == 0 || answer.Error == $"The request is larger than {Limit} bytes.");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Infer_Bomb_Is413(string encoding)
    {
        var bomb = Compress(Compress(new byte[32 * 1024 * 1024], encoding), encoding);
        Assert.InRange(bomb.Length, 0, Limit);

        // A second layer is not asked for, so it is not inflated.
        var nested = await new InferRequestMessage { Model = "m", Encoding = encoding, Encode = _ => bomb }.SendAsync(host);
        var plain = await new InferRequestMessage { Model = "m", Encoding = encoding, Encode = _ => Compress(new byte[1024 * 1024], encoding) }.SendAsync(host);

        Assert.Contains(nested.Status, new[] { 400, 413 });
        Assert.Equal(413, plain.Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Infer_BodyThatIsNotCompressedSo_Is400(string encoding)
    {
        var plain = await new InferRequestMessage { Model = "m", Json = Request, Encoding = encoding }.SendAsync(host);
        var cut = await new InferRequestMessage { Model = "m", Json = Request, Encoding = encoding, Encode = body => Compress(body, encoding)[..^12] }.SendAsync(host);
        var broken = await new InferRequestMessage { Model = "m", Json = Request, Encoding = encoding, Encode = body => Broken(Compress(body, encoding)) }.SendAsync(host);

        // What is cut off is missing from the JSON; only a checksum could be missing without that being noticed.
        Assert.Equal(400, cut.Status);
        Assert.All([plain, broken], answer => Assert.Equal((400, $"The body is not valid {encoding}."), (answer.Status, answer.Error)));
    }

    private static byte[] Broken(byte[] body)
    {
        body[^5] ^= 0xFF;
        body[^3] ^= 0xFF;
        return body;
    }

    private static byte[] Compress(byte[] body, string encoding)
    {
        if (encoding is "" or "identity")
        {
            return body;
        }

        var target = new MemoryStream();
        using (Stream compressing = encoding == "deflate" ? new ZLibStream(target, CompressionLevel.SmallestSize) : new GZipStream(target, CompressionLevel.SmallestSize))
        {
            compressing.Write(body);
        }

        return target.ToArray();
    }

    public sealed class Started : IAsyncLifetime
    {
        internal RunningScoring Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await RunningScoring.StartAsync(
            r => r.Publish("m", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 2))), $"--Limits:MaxMessageBytes={Limit}");

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
