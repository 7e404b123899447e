using FedMl.ServiceDefaults.SignIn.Issuers;
using FedMl.ServiceDefaults.SignIn.Tokens;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>Who calls.</summary>
/// <param name="Tenant">Whose data may be seen: a GUID in lower case, or <see cref="LocalTenant"/> where nobody signs in.</param>
/// <param name="Client">The application that calls.</param>
/// <param name="User">The person on whose behalf it calls, by an id that says nothing about them; null: on its own.</param>
public sealed record Caller(string Tenant, string Client, string? User)
{
    /// <summary>The only tenant where nobody signs in.</summary>
    public const string LocalTenant = "local";

    /// <summary>Everybody, where nobody signs in.</summary>
    internal static Caller Local { get; } = new(LocalTenant, LocalTenant, null);

    internal static Caller Of(Token token, TrustedIssuer issuer, Guid tenant) => new(
        tenant.ToString("D"),
        token.Text("azp") ?? token.Text("cid") ?? token.Text("client_id") ?? issuer.Name,
        token.Text("user_uuid") ?? token.Text("user_id"));
}
