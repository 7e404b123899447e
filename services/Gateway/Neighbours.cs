using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.Gateway;

/// <summary>The services that the Gateway calls, and the door through which their errors come in.</summary>
internal static class Neighbours
{
    public const string Scoring = "Scoring";
    public const string Models = "Models";
    public const string Features = "Features";

    /// <summary>The answer of a call, or the failure that the neighbour told.</summary>
    public static async Task<T> AnswerOf<T>(string neighbour, AsyncUnaryCall<T> call)
    {
        using (call)
        {
            try
            {
                return await call;
            }
            catch (RpcException exception)
            {
                throw RpcErrors.FromRpcException(exception, neighbour);
            }
        }
    }
}
