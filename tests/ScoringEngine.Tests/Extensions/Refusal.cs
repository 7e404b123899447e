using Google.Rpc;
using Grpc.Core;

namespace FedMl.ScoringEngine.Tests.Extensions;

/// <summary>An expected failure over gRPC.</summary>
internal static class Refusal
{
    /// <summary>Checks code and reason and returns the text.</summary>
    public static async Task<string> OfAsync(Grpc.Core.StatusCode code, string reason, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((code, reason), (error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        return error.Status.Detail;
    }
}
