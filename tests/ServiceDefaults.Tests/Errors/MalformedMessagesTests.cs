using FedMl.Protos.Features.V1;
using Google.Rpc;
using Grpc.Core;

namespace FedMl.ServiceDefaults.Tests.Errors;

public sealed class MalformedMessagesTests
{
    // A field of wire type 7, a field that is longer than the message, a group that nobody ends, a cut varint.
    public static TheoryData<byte[]> Broken => [[0x0F], [0x0A, 0x7F, 0x01], [0x0B], [0x0A, 0xFF]];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Call_BytesThatAreNoMessage_AnswersMalformedRequestBeforeTheHandlerRuns(byte[] bytes)
    {
        var called = false;
        await using var host = await TestHost.StartAsync(new ScriptedService((_, _) =>
        {
            called = true;
            return Task.FromResult(new ListSpacesResponse());
        }));

        var error = await RefusedAsync(host, "fedml.features.v1.FeaturesService", "ListSpaces", bytes);

        Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal("MALFORMED_REQUEST", error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        Assert.False(called);
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [InlineData("grpc.health.v1.Health", "Check")]
    [InlineData("grpc.health.v1.Health", "Watch")]
    [InlineData("grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo")]
    public async Task Call_OfServicesThatAreNotOurs_AnswersTheSame(string service, string method)
    {
        await using var host = await TestHost.StartAsync(new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse())));

        var error = await RefusedAsync(host, service, method, [0x0F]);

        Assert.Equal((Grpc.Core.StatusCode.InvalidArgument, "MALFORMED_REQUEST"), (error.StatusCode, error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason));
    }

    [Fact]
    public async Task Call_AfterAMalformedOne_IsAnsweredOnTheSameConnection()
    {
        await using var host = await TestHost.StartAsync(new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse { Spaces = { new Space { Name = "X" } } })));
        await RefusedAsync(host, "fedml.features.v1.FeaturesService", "ListSpaces", [0x0F]);

        Assert.Equal("X", (await host.Client.ListSpacesAsync(new ListSpacesRequest())).Spaces.Single().Name);
    }

    private static async Task<RpcException> RefusedAsync(TestHost host, string service, string method, byte[] bytes)
    {
        var raw = Marshallers.Create<byte[]>(b => b, b => b);
        using var call = host.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(new Method<byte[], byte[]>(MethodType.DuplexStreaming, service, method, raw, raw), null, default);
        await call.RequestStream.WriteAsync(bytes);
        await call.RequestStream.CompleteAsync();
        return await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
    }
}
