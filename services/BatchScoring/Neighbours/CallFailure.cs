using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.BatchScoring.Neighbours;

/// <summary>What the failure of a call to another service means to a job.</summary>
internal static class CallFailure
{
    /// <summary>The failure by its reason. A connection that broke is one that may hold the next time, whatever gRPC calls it.</summary>
    public static ServiceException Of(RpcException exception, string neighbour) => IsBroken(exception.Status.DebugException)
        ? new ServiceException(ErrorReason.NeighbourUnavailable, $"The connection to {neighbour} broke.", null, exception)
        : RpcErrors.FromRpcException(exception, neighbour);

    private static bool IsBroken(Exception? cause) =>
        cause is IOException or HttpRequestException or System.Net.Sockets.SocketException || (cause?.InnerException is { } inner && IsBroken(inner));
}
