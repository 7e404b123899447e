using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>Who made a request.</summary>
public static class CallerOfRequest
{
    /// <summary>Who was let in; where nobody signs in, everybody.</summary>
    /// <exception cref="InvalidOperationException">Sign-in is on, and nobody was let in: an endpoint that is open to all asks who calls.</exception>
    public static Caller GetCaller(this HttpContext context) =>
        context.Features.Get<Caller>()
        ?? (context.RequestServices.GetRequiredService<IOptions<AuthOptions>>().Value.Mode == AuthMode.None
            ? Caller.Local
            : throw new InvalidOperationException("Nobody was let in."));
}
