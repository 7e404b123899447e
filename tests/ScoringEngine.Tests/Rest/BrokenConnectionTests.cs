using System.Net.Sockets;
using System.Text;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Rest;

/// <summary>Bodies that come too slowly, or not to their end.</summary>
public sealed class BrokenConnectionTests(BrokenConnectionTests.Started started) : IClassFixture<BrokenConnectionTests.Started>
{
    private const string Half = """{"inputs":[{"name":"x","datatype":"FP32","sha""";

    private readonly RunningScoring host = started.Host;

    public static TheoryData<string, string> Bodies => new()
    {
        { "Content-Length: 1000", Half },
        { "Transfer-Encoding: chunked", $"{Half.Length:x}\r\n{Half}\r\n" },
        { "Content-Encoding: gzip\r\nContent-Length: 1000", "\u001f" },
        { "Content-Encoding: deflate\r\nTransfer-Encoding: chunked", "1\r\nx\r\n" },
    };

    // Kestrel gives a body five seconds before it expects 240 bytes a second of it: all of them at one time.
    [Fact]
    public async Task Infer_BodiesThatDoNotGoOn_Are408()
    {
        var answers = await Task.WhenAll(Bodies.Select(async body =>
        {
            using var client = await BeginAsync((string)body[0], (string)body[1]);
            return await RestOfAsync(client);
        }));

        Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.Contains("{\"error\":\"The request came too slowly.\"}", answer, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Infer_BodyThatEndsEarly_IsNoBug(string header, string start)
    {
        using var watch = new RequestWatch(host);
        using var client = await BeginAsync(header, start);

        client.Shutdown(SocketShutdown.Send);

        // Kestrel answers nobody whose bytes ended too soon.
        Assert.DoesNotContain("HTTP/1.1 200", await RestOfAsync(client), StringComparison.Ordinal);
        Assert.InRange(await watch.StatusAsync(), 400, 499);
        Assert.True(watch.Errors.IsEmpty, string.Join("\n", watch.Errors));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Infer_CallerThatResets_IsNoBug(string header, string start)
    {
        using var watch = new RequestWatch(host);
        using (var client = await BeginAsync(header, start))
        {
            client.LingerState = new LingerOption(true, 0);
        }

        Assert.InRange(await watch.StatusAsync(), 400, 499);
        Assert.True(watch.Errors.IsEmpty, string.Join("\n", watch.Errors));
    }

    // Sends the start of a body once the server waits for it.
    private async Task<Socket> BeginAsync(string header, string start)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(host.Rest.Host, host.Rest.Port);
        await client.SendAsync(Encoding.Latin1.GetBytes($"POST /v2/models/m/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nExpect: 100-continue\r\n{header}\r\n\r\n"));
        var buffer = new byte[1024];
        var read = await client.ReceiveAsync(buffer);
        Assert.StartsWith("HTTP/1.1 100", Encoding.Latin1.GetString(buffer, 0, read), StringComparison.Ordinal);
        await client.SendAsync(Encoding.Latin1.GetBytes(start));
        return client;
    }

    // All that comes before the server closes, however it does.
    private static async Task<string> RestOfAsync(Socket client)
    {
        var answer = new StringBuilder();
        var buffer = new byte[1024];
        try
        {
            while (await client.ReceiveAsync(buffer) is var read and > 0)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            answer.Append("(reset)");
        }

        return answer.ToString();
    }

    public sealed class Started : IAsyncLifetime
    {
        internal RunningScoring Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await RunningScoring.StartAsync(r => r.Publish("m", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 2))));

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
