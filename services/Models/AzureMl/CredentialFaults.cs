namespace FedMl.Models.AzureMl;

/// <summary>What each way to sign in needs, and what of it is missing.</summary>
internal static class CredentialFaults
{
    public static IEnumerable<string> Of(CredentialOptions credential)
    {
        foreach (var (key, value) in Needs(credential).Where(need => need.Value.Length == 0))
        {
            yield return $"{AzureMlOptions.Section}:Credential:{key} is needed for {credential.Kind}.";
        }

        foreach (var fault in Files(credential).SelectMany(file => AzureMlOptionsValidator.Missing($"Credential:{file.Key}", file.Value)))
        {
            yield return fault;
        }
    }

    private static (string Key, string Value)[] Needs(CredentialOptions credential)
    {
        (string, string)[] application = [("TenantId", credential.TenantId), ("ClientId", credential.ClientId)];
        return credential.Kind switch
        {
            CredentialKind.WorkloadIdentity => [.. application, ("TokenFile", credential.TokenFile)],
            CredentialKind.ClientSecret => [.. application, ("SecretFile", credential.SecretFile)],
            CredentialKind.Certificate => [.. application, ("CertificateFile", credential.CertificateFile)],
            _ => [],
        };
    }

    private static (string Key, string Value)[] Files(CredentialOptions credential) =>
    [
        ("SecretFile", credential.SecretFile), ("CertificateFile", credential.CertificateFile), ("TokenFile", credential.TokenFile),
    ];
}
