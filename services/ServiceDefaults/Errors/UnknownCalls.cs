using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FedMl.ServiceDefaults.Errors;

/// <summary>
/// Answers calls of services and methods that are not there with UNIMPLEMENTED. The gRPC library would do so by routes
/// that match everything, and every request of the data plane would pay for them.
/// </summary>
internal static class UnknownCalls
{
    public static void UseUnknownCalls(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.GetEndpoint() is not null || context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            return next(context);
        }

        // Trailers only: one header frame.
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = ((int)StatusCode.Unimplemented).ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = "There is no such service or method.";
        return Task.CompletedTask;
    });
}
