using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.Gateway;

/// <summary>The services that the Gateway calls, and the door through which their errors come in.</summary>
internal static class Neighbours
{
    public const string Scoring = "Scoring";
    public const string Models = "Models";
    public const string Features = "Features";
    public const string Training = "Training";

    /// <summary>Where Training is if nothing says so.</summary>
    public static readonly Uri TrainingHere = new("http://127.0.0.1:8085");

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
