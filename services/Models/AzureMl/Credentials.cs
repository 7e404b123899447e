using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace FedMl.Models.AzureMl;

/// <summary>Makes the credential that configuration names; none is guessed.</summary>
internal static class Credentials
{
    public static TokenCredential Of(CredentialOptions options, HttpPipelineTransport transport) => options.Kind switch
    {
        CredentialKind.WorkloadIdentity => new WorkloadIdentityCredential(Setup(options, transport, new WorkloadIdentityCredentialOptions
        {
            TenantId = options.TenantId,
            ClientId = options.ClientId,
            TokenFilePath = options.TokenFile,
            DisableInstanceDiscovery = IsPrivate(options),
        })),
        CredentialKind.ClientSecret => new SecretFileCredential(options.SecretFile, secret => new ClientSecretCredential(
            options.TenantId, options.ClientId, secret,
            Setup(options, transport, new ClientSecretCredentialOptions { DisableInstanceDiscovery = IsPrivate(options) }))),
        CredentialKind.Certificate => new ClientCertificateCredential(
            options.TenantId, options.ClientId, options.CertificateFile,
            Setup(options, transport, new ClientCertificateCredentialOptions { DisableInstanceDiscovery = IsPrivate(options) })),
        CredentialKind.ManagedIdentity => new ManagedIdentityCredential(
            options.ClientId.Length == 0 ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(options.ClientId)),
        _ => new AzureCliCredential(new AzureCliCredentialOptions { TenantId = options.TenantId.Length == 0 ? null : options.TenantId }),
    };

    private static T Setup<T>(CredentialOptions options, HttpPipelineTransport transport, T setup)
        where T : TokenCredentialOptions
    {
        setup.AuthorityHost = new Uri(options.AuthorityHost);
        setup.Transport = transport;
        setup.Diagnostics.IsLoggingEnabled = false;
        setup.Diagnostics.IsTelemetryEnabled = false;
        setup.Diagnostics.IsDistributedTracingEnabled = false;
        return setup;
    }

    // Discovery would ask Microsoft's public cloud about an authority that it does not know.
    private static bool IsPrivate(CredentialOptions options) => !new Uri(options.AuthorityHost).Host.StartsWith("login.", StringComparison.OrdinalIgnoreCase);
}
