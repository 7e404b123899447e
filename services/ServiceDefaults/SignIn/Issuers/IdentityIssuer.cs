using FedMl.ServiceDefaults.SignIn.Keys;
using FedMl.ServiceDefaults.SignIn.Tokens;

namespace FedMl.ServiceDefaults.SignIn.Issuers;

/// <summary>
/// SAP Cloud Identity Services: a domain, or one label below it, issues and has its keys at a fixed path. The service tells
/// by its answer whether the tenant and the calling application belong to ours.
/// </summary>
internal sealed class IdentityIssuer(string name, string url, IReadOnlyList<string> domains, string clientId, string ownTenant) : TrustedIssuer(name, [clientId])
{
    public override bool Issued(Token token) => token.Text("iss") is { } issuer && domains.Any(domain => Domains.IsIn(issuer, domain, ""));

    /// <summary>Tokens of our own tenant need not name it.</summary>
    public override string? TenantOf(Token token) =>
        token.Text("app_tid") ?? token.Text("zone_uuid") ?? (token.Text("iss") == url && ownTenant.Length > 0 ? ownTenant : null);

    public override KeySource KeysOf(Token token, Guid tenant) =>
        new(new Uri(token.Text("iss") + "/oauth2/certs"), tenant.ToString("D"), clientId, token.Text("azp"));
}
