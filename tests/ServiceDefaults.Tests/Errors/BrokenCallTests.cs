using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using FedMl.Protos.Features.V1;

namespace FedMl.ServiceDefaults.Tests.Errors;

/// <summary>Calls that are broken below the message, byte by byte.</summary>
public sealed class BrokenCallTests
{
    private const string Ok = "0";
    private const string InvalidArgument = "3";

    [Theory]
    [InlineData("99999999S", Ok)]
    [InlineData("100000000S", InvalidArgument)]
    [InlineData("2147483647H", InvalidArgument)]
    [InlineData("999999999999999999999999999999H", InvalidArgument)]
    [InlineData("-1S", Ok)]
    [InlineData("soon", Ok)]
    public async Task Timeout_OfMoreDigitsThanTheProtocolHas_IsRefused(string timeout, string status)
    {
        await using var host = await StartAsync();

        var (answered, message) = await CallAsync(host, Frame(0, []), h => h.TryAddWithoutValidation("grpc-timeout", timeout));

        Assert.Equal(status, answered);
        Assert.True(status == Ok || message == "The header grpc-timeout has more than eight digits.");
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Compressed_BytesThatAreNot_AreMalformed(string encoding)
    {
        await using var host = await StartAsync();
        var message = new ListSpacesRequest();
        var good = Compress(encoding, Google.Protobuf.MessageExtensions.ToByteArray(message));
        Action<HttpRequestHeaders> with = h => h.TryAddWithoutValidation("grpc-encoding", encoding);

        Assert.Equal((Ok, ""), await CallAsync(host, Frame(1, good), with));
        Assert.Equal((InvalidArgument, "The message cannot be decompressed."), await CallAsync(host, Frame(1, [.. "no such thing"u8]), with));
        Assert.Equal((Ok, ""), await CallAsync(host, Frame(1, good), with));
        Assert.Empty(host.Log.Errors);
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse())));

    private static byte[] Compress(string encoding, byte[] bytes)
    {
        using var target = new MemoryStream();
        using (Stream stream = encoding == "gzip" ? new GZipStream(target, CompressionLevel.Fastest) : new ZLibStream(target, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return target.ToArray();
    }

    private static byte[] Frame(byte flag, byte[] message)
    {
        byte[] frame = [flag, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        return frame;
    }

    private static async Task<(string Status, string Message)> CallAsync(TestHost host, byte[] body, Action<HttpRequestHeaders> with)
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Grpc, "/fedml.features.v1.FeaturesService/ListSpaces"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        with(request.Headers);
        using var response = await client.SendAsync(request, CancellationToken.None);
        await response.Content.ReadAsByteArrayAsync();
        return (Find("grpc-status"), Find("grpc-message"));

        string Find(string name) =>
            response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values) ? values.Single() : "";
    }
}
