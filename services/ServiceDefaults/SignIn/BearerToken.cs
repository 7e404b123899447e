using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>Finds the token of a request: in the one header for it, and nowhere else.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <exception cref="ServiceException">There is none, or more than one.</exception>
    public static string Of(HttpRequest request) => request.Headers.Authorization switch
    {
        { Count: 0 } => throw new ServiceException(
            ErrorReason.TokenMissing, "Sign-in is on, and the request has no token: send it as the header 'Authorization: Bearer <token>'."),
        { Count: 1 } header when header[0] is { } text && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) => text[Scheme.Length..].Trim(' '),
        { Count: 1 } => throw new ServiceException(ErrorReason.TokenMissing, "The header Authorization has another scheme than Bearer."),
        _ => throw new ServiceException(ErrorReason.TokenInvalid, "The request has more than one header Authorization."),
    };
}
