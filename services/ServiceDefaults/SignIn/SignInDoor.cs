using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>Lets in who shows a good token. Whatever is not marked as open is closed, paths that are not there too.</summary>
internal sealed class SignInDoor(RequestDelegate next, TokenValidator validator, Challenge challenge, IOptions<AuthOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is null)
        {
            ServiceException? refusal = null;
            try
            {
                var certificate = ClientCertificate.ThumbprintOf(context, options.Value.ForwardedCertificates);
                context.Features.Set(await validator.ValidateAsync(BearerToken.Of(context.Request), certificate, context.RequestAborted));
            }
            catch (ServiceException refused)
            {
                refusal = refused;
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                return;
            }

            if (refusal is not null)
            {
                SignInMetrics.Refused(refusal.Reason);
                await challenge.WriteAsync(context, refusal);
                return;
            }
        }

        await next(context);
    }
}
