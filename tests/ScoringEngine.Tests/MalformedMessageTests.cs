using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;

namespace FedMl.ScoringEngine.Tests;

public sealed class MalformedMessageTests
{
    [Fact]
    public async Task Call_OfEveryUnaryMethodWithBytesThatAreNoMessage_AnswersMalformedRequest()
    {
        await using var host = await RunningScoring.StartAsync();
        MethodDescriptor[] methods = [.. GRPCInferenceService.Descriptor.Methods.Where(m => !m.IsClientStreaming), .. ScoringService.Descriptor.Methods];
        var raw = Marshallers.Create<byte[]>(b => b, b => b);

        foreach (var method in methods)
        {
            var call = new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, raw, raw);
            var error = await Assert.ThrowsAsync<RpcException>(() => host.Channel.CreateCallInvoker().AsyncUnaryCall(call, null, default, [0x0A, 0x7F, 0x01]).ResponseAsync);

            Assert.Equal(
                (method.Name, Grpc.Core.StatusCode.InvalidArgument, "MALFORMED_REQUEST"),
                (method.Name, error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        }
    }

    [Theory]
    [InlineData("inference.GRPCInferenceService", "NoSuchMethod")]
    [InlineData("no.such.Service", "ServerLive")]
    public async Task Call_OfWhatIsNotThere_AnswersUnimplemented(string service, string method)
    {
        await using var host = await RunningScoring.StartAsync();
        var raw = Marshallers.Create<byte[]>(b => b, b => b);
        var call = new Method<byte[], byte[]>(MethodType.Unary, service, method, raw, raw);

        var error = await Assert.ThrowsAsync<RpcException>(() => host.Channel.CreateCallInvoker().AsyncUnaryCall(call, null, default, []).ResponseAsync);

        Assert.Equal((Grpc.Core.StatusCode.Unimplemented, "There is no such service or method."), (error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public async Task Stream_OfBytesThatAreNoMessage_EndsWithMalformedRequest()
    {
        await using var host = await RunningScoring.StartAsync();
        var raw = Marshallers.Create<byte[]>(b => b, b => b);
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, GRPCInferenceService.Descriptor.FullName, "ModelStreamInfer", raw, raw);
        using var call = host.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, default);

        await call.RequestStream.WriteAsync([0x0A, 0x7F, 0x01]);
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal((Grpc.Core.StatusCode.InvalidArgument, "MALFORMED_REQUEST"), (error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
    }
}
