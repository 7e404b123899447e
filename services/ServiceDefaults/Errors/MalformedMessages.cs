using System.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FedMl.ServiceDefaults.Errors;

/// <summary>
/// Answers bytes that are no message of their type with MALFORMED_REQUEST. grpc-dotnet reads the message before any
/// interceptor runs and answers UNKNOWN, so every service's methods are bound with a reader that knows better.
/// </summary>
internal static class MalformedMessages
{
    /// <summary>To be called after the last <c>AddGrpc</c>, which would bind every method a second time.</summary>
    public static void AddMalformedMessages(this IServiceCollection services)
    {
        services.RemoveAll(typeof(IServiceMethodProvider<>));
        services.AddSingleton(typeof(IServiceMethodProvider<>), typeof(Provider<>));
    }

    private sealed class Provider<TService> : IServiceMethodProvider<TService>
        where TService : class
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context) =>
            BindMethod().Invoke(null, [new RequestBinder<TService>(context), null]);

        /// <summary>The static method that protoc generates beside a service's base class, or that stands in for it.</summary>
        private static MethodInfo BindMethod()
        {
            for (var type = typeof(TService); type is not null; type = type.BaseType)
            {
                if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } attribute &&
                    attribute.BindType.GetMethod(attribute.BindMethodName, BindingFlags.Public | BindingFlags.Static, [typeof(ServiceBinderBase), type]) is { } method)
                {
                    return method;
                }
            }

            throw new InvalidOperationException($"{typeof(TService)} derives from no generated gRPC service.");
        }
    }
}
