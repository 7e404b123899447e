using FedMl.ServiceDefaults.SignIn.Keys;
using FedMl.ServiceDefaults.SignIn.Tokens;

namespace FedMl.ServiceDefaults.SignIn.Issuers;

/// <summary>An issuer told by options.</summary>
internal sealed class ConfiguredIssuer(string name, IssuerOptions options) : TrustedIssuer(name, options.Audiences)
{
    private readonly KeySource keys = new(options.Keys!);

    public override bool Issued(Token token) => token.Text("iss") == options.Issuer;

    public override string? TenantOf(Token token) => options.Tenant.Length > 0 ? options.Tenant : token.Text(options.TenantClaim);

    public override KeySource KeysOf(Token token, Guid tenant) => keys;

    public override IEnumerable<string> AudiencesOf(Token token) => token.Texts("aud");

    // One text with blanks between (RFC 9068), or a list.
    public override IEnumerable<string> ScopesOf(Token token) => token.Texts("scope").Concat(token.Texts("scp")).SelectMany(scopes => scopes.Split(' '));
}
