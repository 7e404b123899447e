using FedMl.Protos.Auth.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn.Rights;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>Lets in who may. Whatever is not declared open is closed, paths that are not there too.</summary>
internal sealed class SignInDoor(RequestDelegate next, Doorkeeper keeper, Challenge challenge)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Routing has endpoints of its own that say what was wrong with a path: whoever is signed in may know.
        var needed = context.GetEndpoint() is RouteEndpoint endpoint ? NeededRight.Of(endpoint) : Right.SignedIn;
        if (needed != Right.Open)
        {
            ServiceException? refusal = null;
            try
            {
                context.Features.Set(await keeper.LetInAsync(context, needed));
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
                await challenge.WriteAsync(context, refusal, needed);
                return;
            }
        }

        await next(context);
    }
}
