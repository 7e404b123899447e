namespace FedMl.ServiceDefaults.SignIn;

/// <summary>An issuer that is neither XSUAA nor SAP Cloud Identity Services (section <c>Auth:Issuers:{name}</c>).</summary>
public sealed class IssuerOptions
{
    /// <summary>What its tokens say in <c>iss</c>, to the letter.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Where its keys are (JWKS): https, or http on loopback.</summary>
    public Uri? Keys { get; set; }

    /// <summary>What its tokens must say in <c>aud</c>: any of these.</summary>
    public List<string> Audiences { get; set; } = [];

    /// <summary>The claim that tells the tenant, a GUID.</summary>
    public string TenantClaim { get; set; } = "app_tid";

    /// <summary>The tenant of all its tokens, a GUID; then no claim is asked.</summary>
    public string Tenant { get; set; } = "";
}
