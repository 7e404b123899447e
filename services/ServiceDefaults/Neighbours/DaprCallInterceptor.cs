using Grpc.Core;
using Grpc.Core.Interceptors;

namespace FedMl.ServiceDefaults.Neighbours;

/// <summary>
/// Adds what daprd needs to route a call. Written here because the SDK's interceptor adds its headers to the
/// caller's own metadata (which grows with every retry) and never marks streams, which daprd must be told.
/// </summary>
internal sealed class DaprCallInterceptor(NeighbourOptions options, string? apiToken) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Routed(context, stream: false));

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Routed(context, stream: true));

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Routed(context, stream: true));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Routed(context, stream: true));

    private ClientInterceptorContext<TRequest, TResponse> Routed<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, bool stream)
        where TRequest : class
        where TResponse : class
    {
        if (options.Transport == NeighbourTransport.Direct)
        {
            return context;
        }

        var headers = new Metadata();
        foreach (var entry in context.Options.Headers ?? [])
        {
            headers.Add(entry);
        }

        headers.Add("dapr-app-id", options.AppId!);
        if (!string.IsNullOrEmpty(apiToken))
        {
            headers.Add("dapr-api-token", apiToken);
        }

        if (stream)
        {
            headers.Add("dapr-stream", "true");
        }

        return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, context.Options.WithHeaders(headers));
    }
}
