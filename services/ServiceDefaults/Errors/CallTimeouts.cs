using FedMl.Protos.Errors.V1;
using Microsoft.AspNetCore.Builder;

namespace FedMl.ServiceDefaults.Errors;

/// <summary>Refuses a <c>grpc-timeout</c> of more than the protocol's eight digits, at which the gRPC library fails with UNKNOWN.</summary>
internal static class CallTimeouts
{
    // And the unit.
    private const int MaxLength = 9;

    public static void UseCallTimeouts(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.Request.Headers.GrpcTimeout.ToString().Length <= MaxLength || context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            return next(context);
        }

        TrailersOnly.Write(context.Response, new ServiceException(ErrorReason.MalformedRequest, "The header grpc-timeout has more than eight digits."));
        return Task.CompletedTask;
    });
}
