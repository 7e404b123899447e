using System.Net.Sockets;
using System.Runtime.InteropServices;
using FedMl.Protos.Inference;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.EndToEnd.Tests.Soak;

/// <summary>Requests that get no score: given up by their caller, late, or no requests at all.</summary>
internal sealed class Unscored(LocalProcess local)
{
    /// <summary>A model that runs as long as its input says.</summary>
    public const string Model = "spinning";

    private const float Endlessly = 1e9f;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly GRPCInferenceService.GRPCInferenceServiceClient inference = new(local.Channel);

    public async Task CancelledAsync(int i)
    {
        using var giveUp = new CancellationTokenSource(Moment);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await inference.ModelInferAsync(Request(Endlessly), cancellationToken: giveUp.Token));
        Assert.Equal(StatusCode.Cancelled, error.StatusCode);

        // The place is free again.
        var answer = await inference.ModelInferAsync(Request(1));
        Assert.Equal(1f, MemoryMarshal.Read<float>(answer.RawOutputContents[0].Span));
    }

    public async Task LateAsync(int i)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await inference.ModelInferAsync(Request(Endlessly), deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Moment));
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    public async Task MalformedGrpcAsync(int i)
    {
        var bytes = new byte[1 + (i % 300)];
        new Random(i).NextBytes(bytes);
        // A field that promises more bytes than come: never a message, whatever follows.
        bytes = [0x2a, 0xff, 0x7f, .. bytes];
        var marshaller = Marshallers.Create(message => message, message => message);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "inference.GRPCInferenceService", i % 2 == 0 ? "ModelInfer" : "ModelMetadata", marshaller, marshaller);

        using var call = local.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, bytes);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    public async Task MalformedRestAsync(int i)
    {
        var host = i % 2 == 0 ? local.Rest : local.ScoringRest;
        Assert.Equal(400, (await local.SendAsync(HttpMethod.Post, host, $"/v2/models/{Scored.Model}/infer", "{\"inputs\":[")).Status);
        Assert.Equal(404, (await local.SendAsync(HttpMethod.Get, host, "/v2/models/nobody")).Status);
        Assert.Equal(400, (await local.SendAsync(HttpMethod.Post, local.Rest, $"/v1/models/{Scored.Model}:score", """{"records":[]}""")).Status);
    }

    /// <summary>Connections whose callers say something else than HTTP, or half of it, and leave.</summary>
    public async Task HungUpAsync(int i)
    {
        foreach (var host in new[] { local.Grpc, local.Rest, local.ScoringRest })
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(host.Host, host.Port);
            await socket.GetStream().WriteAsync(i % 2 == 0 ? "POST /v2/models/x/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"u8.ToArray() : "\0\x01no protocol\r\n\r\n"u8.ToArray());
        }
    }

    private static ModelInferRequest Request(float rounds)
    {
        var request = new ModelInferRequest { ModelName = Model };
        request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Shape = { 1, 1 } });
        request.RawInputContents.Add(ByteString.CopyFrom(MemoryMarshal.AsBytes<float>([rounds])));
        return request;
    }
}
