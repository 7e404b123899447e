using FedMl.Protos.Errors.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace FedMl.ServiceDefaults.Errors;

/// <summary>
/// Answers an expected failure with its reason and everything else, once logged, with INTERNAL and no text.
/// </summary>
internal sealed class ErrorInterceptor(TimeProvider time, ILogger<ErrorInterceptor> logger) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Task<TResponse> answer;
        try
        {
            answer = continuation(request, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }

        // Most calls of the data plane end here: one task less for each.
        return answer.IsCompletedSuccessfully ? answer : WaitAsync(answer, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    private async Task<TResponse> WaitAsync<TResponse>(Task<TResponse> answer, ServerCallContext context)
    {
        try
        {
            return await answer;
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        switch (exception)
        {
            case RpcException known:
                return known;
            case ServiceException expected:
                return RpcErrors.ToRpcException(expected);
            case OperationCanceledException when context.CancellationToken.IsCancellationRequested:
                var reason = context.Deadline <= time.GetUtcNow().UtcDateTime ? ErrorReason.DeadlineExceeded : ErrorReason.Cancelled;
                return RpcErrors.ToRpcException(new ServiceException(reason, "The call ended before its answer was there."));
            default:
                logger.UnexpectedFailure(exception, context.Method);
                return RpcErrors.ToRpcException(new ServiceException(ErrorReason.Internal, "Internal error."));
        }
    }
}
