namespace FedMl.Models.AzureMl;

/// <summary>Who signs in (section <c>Models:AzureMl:Credential</c>). Secrets are files, never values.</summary>
public sealed class CredentialOptions
{
    /// <summary>How.</summary>
    public CredentialKind Kind { get; set; } = CredentialKind.WorkloadIdentity;

    /// <summary>The tenant, a GUID or a domain.</summary>
    public string TenantId { get; set; } = "";

    /// <summary>The application, or a user-assigned managed identity.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>File with the client secret; read again when it changes.</summary>
    public string SecretFile { get; set; } = "";

    /// <summary>File with certificate and private key, PEM or PFX without a password.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>File with the service account's token.</summary>
    public string TokenFile { get; set; } = "";

    /// <summary>Where tokens are asked for; <c>https</c>.</summary>
    public string AuthorityHost { get; set; } = "https://login.microsoftonline.com/";
}

/// <summary>The ways to sign in.</summary>
public enum CredentialKind
{
    WorkloadIdentity,
    ClientSecret,
    Certificate,
    ManagedIdentity,
    AzureCli,
}
