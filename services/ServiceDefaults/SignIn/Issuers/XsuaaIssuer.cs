using FedMl.ServiceDefaults.SignIn.Keys;
using FedMl.ServiceDefaults.SignIn.Tokens;

namespace FedMl.ServiceDefaults.SignIn.Issuers;

/// <summary>An XSUAA instance: each subscriber has a sub-domain of the one domain that the binding names.</summary>
internal sealed class XsuaaIssuer(string name, string domain, string clientId, string appName) : TrustedIssuer(name, [clientId, appName])
{
    private const string Path = "/oauth/token";

    public override bool Issued(Token token) => token.Text("iss") is { } issuer && Domains.IsIn(issuer, domain, Path);

    public override string? TenantOf(Token token) => token.Text("zid");

    public override KeySource KeysOf(Token token, Guid tenant) => new(new Uri($"https://{domain}/token_keys?zid={tenant:D}"));

    // Scopes of other applications are in the token too, each behind the name of its own.
    public override IEnumerable<string> ScopesOf(Token token) =>
        token.Texts("scope").Where(scope => scope.StartsWith(appName + ".", StringComparison.Ordinal)).Select(scope => scope[(appName.Length + 1)..]);

    // As SAP's libraries have it: whom XSUAA gave the token to may use it here, if that is us.
    public override IEnumerable<string> AudiencesOf(Token token) => token.Text("azp") is { } party ? base.AudiencesOf(token).Append(party) : base.AudiencesOf(token);
}
