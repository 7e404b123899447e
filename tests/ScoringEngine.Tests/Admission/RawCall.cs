using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace FedMl.ScoringEngine.Tests.Admission;

/// <summary>A gRPC call made by hand, whose body is sent when the test says so.</summary>
internal sealed class RawCall : HttpContent
{
    private readonly TaskCompletionSource<Stream> stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource abort = new();

    public RawCall() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

    /// <summary>The answer's headers.</summary>
    public Task<HttpResponseMessage> Answer { get; private set; } = null!;

    public static RawCall Start(HttpMessageInvoker http, RunningScoring host, string path, string? timeout = null)
    {
        var call = new RawCall();
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{host.Channel.Target}{path}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = call,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (timeout is not null)
        {
            request.Headers.Add("grpc-timeout", timeout);
        }

        call.Answer = http.SendAsync(request, call.abort.Token);
        return call;
    }

    /// <summary>A message as it travels.</summary>
    public static byte[] Frame(IMessage message)
    {
        var bytes = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - 5);
        message.WriteTo(bytes.AsSpan(5));
        return bytes;
    }

    /// <summary>Sends bytes, unless the server has answered already: what it answered tells whether that was right.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var target = await stream.Task;
        try
        {
            await target.WriteAsync(bytes);
            await target.FlushAsync();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            await Answer;
        }
    }

    public void End() => end.TrySetResult();

    public Task AbortAsync() => abort.CancelAsync();

    /// <summary>Reads the answer to its end and gives the status of the call.</summary>
    public async Task<string> StatusAsync()
    {
        using var answer = await Answer;
        await answer.Content.ReadAsByteArrayAsync();
        var all = answer.Headers.TryGetValues("grpc-status", out var early) ? early : answer.TrailingHeaders.GetValues("grpc-status");
        return all.Single();
    }

    protected override async Task SerializeToStreamAsync(Stream target, TransportContext? context)
    {
        stream.SetResult(target);
        await Task.WhenAny(end.Task, Task.Delay(Timeout.Infinite, abort.Token));
        abort.Token.ThrowIfCancellationRequested();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        end.TrySetResult();
        base.Dispose(disposing);
    }
}
