using FedMl.Protos.Auth.V1;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;
using FedMl.ServiceDefaults.SignIn.Rights;
using Microsoft.AspNetCore.Http;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>Tells a caller who is not let in what is wrong, and how to sign in (RFC 6750).</summary>
internal sealed class Challenge(RefusalWriter refuse)
{
    public Task WriteAsync(HttpContext context, ServiceException refusal, Right needed)
    {
        if (ErrorCatalogue.Of(refusal.Reason).HttpStatus is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
        {
            context.Response.Headers.WWWAuthenticate = HeaderOf(refusal, needed);
        }

        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
        {
            TrailersOnly.Write(context.Response, refusal);
            return Task.CompletedTask;
        }

        return refuse(context, refusal);
    }

    private static string HeaderOf(ServiceException refusal, Right needed) => refusal.Reason switch
    {
        ErrorReason.TokenMissing => "Bearer realm=\"fedml\"",
        ErrorReason.RightMissing => $"Bearer realm=\"fedml\", error=\"insufficient_scope\", scope=\"{RightNames.ScopeOf(needed)}\"",
        _ => $"Bearer realm=\"fedml\", error=\"invalid_token\", error_description=\"{Description(refusal.Message)}\"",
    };

    // The characters that RFC 6750 allows there.
    private static string Description(string message) => string.Concat(message.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\') ? c : '\''));
}
