using System.Reflection;
using FedMl.Protos.Errors.V1;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace FedMl.ServiceDefaults.Errors;

/// <summary>Binds each method as it is, but for its reader of requests.</summary>
internal sealed class RequestBinder<TService>(ServiceMethodProviderContext<TService> context) : ServiceBinderBase
    where TService : class
{
    private static readonly Type Call = typeof(ServerCallContext);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var (implementation, metadata) = Implementation(method.Name, typeof(TRequest), Call);
        context.AddUnaryMethod(Careful(method), metadata, implementation.CreateDelegate<UnaryServerMethod<TService, TRequest, TResponse>>());
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (implementation, metadata) = Implementation(method.Name, typeof(IAsyncStreamReader<TRequest>), Call);
        context.AddClientStreamingMethod(Careful(method), metadata, implementation.CreateDelegate<ClientStreamingServerMethod<TService, TRequest, TResponse>>());
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (implementation, metadata) = Implementation(method.Name, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), Call);
        context.AddServerStreamingMethod(Careful(method), metadata, implementation.CreateDelegate<ServerStreamingServerMethod<TService, TRequest, TResponse>>());
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (implementation, metadata) = Implementation(method.Name, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), Call);
        context.AddDuplexStreamingMethod(Careful(method), metadata, implementation.CreateDelegate<DuplexStreamingServerMethod<TService, TRequest, TResponse>>());
    }

    private static (MethodInfo Method, IList<object> Metadata) Implementation(string name, params Type[] parameters)
    {
        var method = typeof(TService).GetMethod(name, BindingFlags.Public | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no method {name}.");
        return (method, [.. typeof(TService).GetCustomAttributes(inherit: true), .. method.GetCustomAttributes(inherit: true)]);
    }

    private static Method<TRequest, TResponse> Careful<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        var read = method.RequestMarshaller.ContextualDeserializer;
        var careful = new Marshaller<TRequest>(method.RequestMarshaller.ContextualSerializer, bytes =>
        {
            try
            {
                return read(bytes);
            }
            catch (InvalidProtocolBufferException exception)
            {
                var reason = new ServiceException(ErrorReason.MalformedRequest, "The message is not one of this method: its bytes cannot be read.", null, exception);
                throw RpcErrors.ToRpcException(reason);
            }
        });
        return new Method<TRequest, TResponse>(method.Type, method.ServiceName, method.Name, careful, method.ResponseMarshaller);
    }
}
