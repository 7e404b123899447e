using FedMl.ServiceDefaults.SignIn.Issuers;
using FedMl.ServiceDefaults.SignIn.Rights;
using FedMl.ServiceDefaults.SignIn.Tokens;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>Who calls.</summary>
/// <param name="Tenant">Whose data may be seen: a GUID in lower case; <see cref="LocalTenant"/> where nobody signs in; empty: of all, as only our own services may.</param>
/// <param name="Client">The application that calls.</param>
/// <param name="User">The person on whose behalf it calls, by an id that says nothing about them; null: on its own.</param>
/// <param name="Rights">What it may do.</param>
/// <param name="Groups">The groups that the issuer puts it in.</param>
public sealed record Caller(string Tenant, string Client, string? User, RightSet Rights, IReadOnlyList<string> Groups)
{
    /// <summary>The only tenant where nobody signs in.</summary>
    public const string LocalTenant = "local";

    /// <summary>Everybody, where nobody signs in.</summary>
    public static Caller Local { get; } = new(LocalTenant, LocalTenant, null, RightSet.All, []);

    /// <summary>One of our services, on its own behalf.</summary>
    internal static Caller Neighbour { get; } = new("", "neighbour", null, RightNames.OfNeighbours, []);

    /// <summary>The same, vouched for by one of our services, which has checked what was asked of it.</summary>
    internal Caller ThroughNeighbour() => this with { Rights = Rights.With(Neighbour.Rights) };

    internal static Caller Of(Token token, TrustedIssuer issuer, Guid tenant, RightSet rights) =>
        new(tenant.ToString("D"), ClientOf(token) ?? issuer.Name, token.Text("user_uuid") ?? token.Text("user_id"), rights, TokenRights.GroupsOf(token));

    internal static string? ClientOf(Token token) => token.Text("azp") ?? token.Text("cid") ?? token.Text("client_id");
}
