using FedMl.Protos.Auth.V1;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn.Neighbours;
using FedMl.ServiceDefaults.SignIn.Rights;
using FedMl.ServiceDefaults.SignIn.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>Tells who a request is from, and whether they may.</summary>
internal sealed class Doorkeeper(TokenValidator tokens, NeighbourToken neighbours, IOptions<AuthOptions> options)
{
    /// <exception cref="ServiceException">Why the request is refused.</exception>
    public async ValueTask<Caller> LetInAsync(HttpContext context, Right needed)
    {
        var caller = await IdentifyAsync(context);
        if (caller.Rights.Allows(needed))
        {
            return caller;
        }

        throw new ServiceException(ErrorReason.RightMissing, RightNames.ScopeOf(needed) is { } scope
            ? $"The caller is signed in, but has no right to this: it needs the scope {scope}."
            : "This call declares no right that it needs, so nobody may make it.");
    }

    private async ValueTask<Caller> IdentifyAsync(HttpContext context)
    {
        var fromNeighbour = neighbours.IsShownBy(context.Request);
        if (fromNeighbour && context.Request.Headers.Authorization.Count == 0)
        {
            return Caller.Neighbour;
        }

        var certificate = fromNeighbour ? null : ClientCertificate.ThumbprintOf(context, options.Value.ForwardedCertificates);
        var caller = await tokens.ValidateAsync(BearerToken.Of(context.Request), certificate, checksCertificate: !fromNeighbour, context.RequestAborted);
        return fromNeighbour ? caller.ThroughNeighbour() : caller;
    }
}
