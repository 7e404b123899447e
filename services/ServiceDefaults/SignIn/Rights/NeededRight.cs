using System.Collections.Concurrent;
using FedMl.Protos.Auth.V1;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FedMl.ServiceDefaults.SignIn.Rights;

/// <summary>What an endpoint needs of its callers. gRPC calls of ours say it in their protos, everything else by a mark.</summary>
public sealed class NeededRight
{
    private static readonly ConcurrentDictionary<Endpoint, Right> Known = [];

    private readonly Right right;

    internal NeededRight(Right right) => this.right = right;

    /// <summary>Unspecified where nobody declared it; then nobody may call.</summary>
    public static Right Of(Endpoint endpoint) => Known.GetOrAdd(endpoint, Find);

    private static Right Find(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<NeededRight>() is { } marked)
        {
            return marked.right;
        }

        return endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { } grpc && RightNames.TryOfMethod(grpc.Method.FullName, out var right) ? right : Right.Unspecified;
    }
}

/// <summary>Marks endpoints.</summary>
public static class NeededRightMarking
{
    /// <summary>Declares what callers need.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoints, Right right)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new NeededRight(right));

    /// <summary>Where routes are mapped of which all need the same.</summary>
    public static IEndpointRouteBuilder Needing(this IEndpointRouteBuilder routes, Right right) => routes.MapGroup("").Needs(right);

    /// <summary>Where routes are mapped that need one right for GET and another for everything else.</summary>
    public static IEndpointRouteBuilder Needing(this IEndpointRouteBuilder routes, Right read, Right write)
    {
        var group = routes.MapGroup("");
        ((IEndpointConventionBuilder)group).Add(endpoint =>
        {
            var reads = endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods.All(method => method is "GET" or "HEAD") == true;
            endpoint.Metadata.Add(new NeededRight(reads ? read : write));
        });
        return group;
    }
}
