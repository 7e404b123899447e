using System.ComponentModel.DataAnnotations;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>Who is let in (section <c>Auth</c>).</summary>
public sealed class AuthOptions
{
    public const string Section = "Auth";

    /// <summary>None: everybody, so the host starts on loopback only. Token: who shows a token of a trusted issuer.</summary>
    public AuthMode Mode { get; set; } = AuthMode.None;

    /// <summary>
    /// Folder of SAP BTP service bindings, as Kubernetes mounts them: one folder each, with a file a key or one file of JSON.
    /// Bindings of XSUAA and of SAP Cloud Identity Services are trusted; others are passed over. Read again as it changes.
    /// </summary>
    public string BindingsFolder { get; set; } = "";

    /// <summary>Further issuers, by a name of your choice.</summary>
    public Dictionary<string, IssuerOptions> Issuers { get; set; } = [];

    /// <summary>Scopes, such as fedml.score, that the issuer's groups have here (claim <c>groups</c>).</summary>
    public Dictionary<string, List<string>> Groups { get; set; } = [];

    /// <summary>Scopes that applications have here, by their client ids.</summary>
    public Dictionary<string, List<string>> Clients { get; set; } = [];

    /// <summary>
    /// File of a secret of 32 characters or more by which our services know each other. The first line is shown to
    /// neighbours, every line is accepted from them.
    /// </summary>
    public string NeighbourTokenFile { get; set; } = "";

    /// <summary>PEM file of the certificate authorities that issuers' servers must have, instead of the machine's.</summary>
    public string AuthorityFile { get; set; } = "";

    /// <summary>Largest token, bytes.</summary>
    [Range(1024, 32 * 1024)]
    public int MaxTokenBytes { get; set; } = 16 * 1024;

    /// <summary>What to do with a token that is bound to its holder's client certificate (<c>cnf</c>, <c>x5t#S256</c>).</summary>
    public CertificateBinding CertificateBinding { get; set; } = CertificateBinding.Check;

    /// <summary>
    /// Whether the client certificate is told by the header <c>x-forwarded-client-cert</c>. Only behind a gateway that
    /// replaces what callers send there (Istio's SANITIZE_SET), and where nobody gets past it.
    /// </summary>
    public bool ForwardedCertificates { get; set; }

    /// <summary>Issuers' keys.</summary>
    public KeyOptions Keys { get; set; } = new();
}

/// <summary>Whether callers sign in.</summary>
public enum AuthMode
{
    None,
    Token,
}

/// <summary>What a token that is bound to a certificate needs.</summary>
public enum CertificateBinding
{
    /// <summary>The caller's connection must have that certificate.</summary>
    Check,

    /// <summary>Nothing: whoever holds the token may use it.</summary>
    Ignore,
}
