using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedMl.ServiceDefaults.SignIn.Keys;

/// <summary>The certificate authorities of issuers' servers, where they are not the machine's.</summary>
internal static class AuthorityFile
{
    public static void Check(string file, List<string> faults)
    {
        if (file.Length == 0)
        {
            return;
        }

        try
        {
            if (Read(file).Count == 0)
            {
                faults.Add($"Auth:AuthorityFile {file} has no certificate.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            faults.Add($"Auth:AuthorityFile {file} cannot be read: {exception.GetType().Name}.");
        }
    }

    /// <summary>The policy that trusts these only; null: the machine's.</summary>
    public static X509ChainPolicy? PolicyOf(string file)
    {
        if (file.Length == 0)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(Read(file));
        return policy;
    }

    private static X509Certificate2Collection Read(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates;
    }
}
