using System.Net.Sockets;
using System.Text;
using FedMl.Protos.Inference;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.ScoringEngine.Tests.Admission;

/// <summary>Bodies that come slowly, never, or too large.</summary>
public sealed class ArrivingBodyTests : IAsyncLifetime
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxMessageBytes = 64 * 1024;

    private DoorHost host = null!;

    public async Task InitializeAsync() => host = await DoorHost.StartAsync(
        10, "--Limits:MaxMessageBytes", $"{MaxMessageBytes}", "--Scoring:Admission:MaxBytes", $"{MaxBytes}");

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task SlowSenders_TakeNoPlace_AndAreAnsweredWhenTheyEnd()
    {
        var frame = RawCall.Frame(DoorHost.Request(1, 2, 3));
        List<RawCall> calls = [];
        for (var i = 0; i < 4 * host.Control.State.Limit; i++)
        {
            calls.Add(RawCall.Start(host.Http, host.Scoring, DoorHost.ModelInfer));
            await calls[i].SendAsync(frame.AsMemory(0, 10));
        }

        await host.UntilAsync(s => s.BytesHeld == 10 * calls.Count);
        Assert.Equal((0, 0), (host.Control.State.InFlight, host.Control.State.Waiting));
        Assert.Equal<IEnumerable<float>>([7], DoorHost.Answer(await host.Scoring.Inference.ModelInferAsync(DoorHost.Request(7))));

        foreach (var call in calls)
        {
            await call.SendAsync(frame.AsMemory(10));
            call.End();
            Assert.Equal("0", await call.StatusAsync());
            call.Dispose();
        }

        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    [Fact]
    public async Task SlowSenders_HoldNoMoreBytesThanMayBeHeld()
    {
        // Twice as many bytes as may be held, none of them a whole message.
        var part = RawCall.Frame(DoorHost.Request(new float[15_000])).AsMemory(0, 50_000);
        var most = 0L;
        List<RawCall> calls = [];
        for (var i = 0; i < 2 * MaxBytes / part.Length; i++)
        {
            calls.Add(RawCall.Start(host.Http, host.Scoring, DoorHost.ModelInfer));
            await calls[i].SendAsync(part);
            most = Math.Max(most, host.Control.State.BytesHeld);
        }

        // Those that fit stay; each of the others is refused without waiting for its end.
        var fit = MaxBytes / part.Length;
        await RunningScoring.UntilAsync(() => Task.FromResult(calls.Count(c => c.Answer.IsCompleted) == calls.Count - fit));
        foreach (var call in calls.Where(c => c.Answer.IsCompleted))
        {
            Assert.Equal("8", await call.StatusAsync());
        }

        Assert.InRange(Math.Max(most, host.Control.State.BytesHeld), (fit - 1) * part.Length, MaxBytes);

        foreach (var call in calls)
        {
            await call.AbortAsync();
        }

        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
        Assert.Equal<IEnumerable<float>>([7], DoorHost.Answer(await host.Scoring.Inference.ModelInferAsync(DoorHost.Request(7))));
    }

    [Fact]
    public async Task BodyThatNeverEnds_IsAnsweredAtItsDeadline()
    {
        using var call = RawCall.Start(host.Http, host.Scoring, DoorHost.ModelInfer, "200m");
        await call.SendAsync(RawCall.Frame(DoorHost.Request(1)));

        Assert.Equal("4", await call.StatusAsync());
        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "8")]
    public async Task GrpcMessage_UpToTheMaximum(int beyond, string status)
    {
        var request = DoorHost.Request(1);
        var filler = request.Parameters["filler"] = new InferParameter { StringParam = new string(' ', MaxMessageBytes) };
        filler.StringParam = filler.StringParam[..((2 * MaxMessageBytes) - request.CalculateSize() + beyond)];
        Assert.Equal(MaxMessageBytes + beyond, request.CalculateSize());
        using var call = RawCall.Start(host.Http, host.Scoring, DoorHost.ModelInfer);
        await call.SendAsync(RawCall.Frame(request));
        call.End();

        Assert.Equal(status, await call.StatusAsync());
        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    [Fact]
    public async Task GrpcMessageThatSaysItIsTooLarge_IsRefusedBeforeItComes()
    {
        using var call = RawCall.Start(host.Http, host.Scoring, DoorHost.ModelInfer);
        await call.SendAsync(new byte[] { 0, 0, 1, 0, 1, 0 });

        Assert.Equal("8", await call.StatusAsync());
        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    [Theory]
    [InlineData(false, 0, 200)]
    [InlineData(false, 1, 413)]
    [InlineData(true, 0, 200)]
    [InlineData(true, 1, 413)]
    public async Task RestBody_UpToTheMaximum(bool chunked, int beyond, int status)
    {
        var json = DoorHost.Json(1);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Scoring.Rest, "/v2/models/same/infer"))
        {
            Content = new StringContent(json + new string(' ', MaxMessageBytes - json.Length + beyond)),
        };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await host.Http.SendAsync(request, CancellationToken.None);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(status == 200 ? "\"outputs\"" : "\"error\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    [Fact]
    public async Task RestBody_ByteByByte_IsAnswered()
    {
        var body = DoorHost.Json(5);
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(host.Scoring.Rest.Host, host.Scoring.Rest.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v2/models/same/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n"));
        for (var i = 0; i < body.Length; i++)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(body, i, 1));
            await host.UntilAsync(s => s.BytesHeld == i + 1 || i + 1 == body.Length);
        }

        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 200", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\n{")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{")]
    public async Task RestBodyThatBreaksOff_LetsGo(string rest)
    {
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(host.Scoring.Rest.Host, host.Scoring.Rest.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /v2/models/same/infer HTTP/1.1\r\nHost: 127.0.0.1\r\n{rest}"));
            await host.UntilAsync(s => s.BytesHeld == 1);
        }

        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    [Fact]
    public async Task RestBodyInBadChunks_IsRefusedAsEver()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Scoring.Rest.Host, host.Scoring.Rest.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /v2/models/same/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nnope\r\n"));
        using var reader = new StreamReader(socket.GetStream());

        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }
}
