using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedMl.Features.Datasphere;

/// <summary>Authorities that are trusted besides the machine's own, such as that of a proxy which looks into TLS.</summary>
internal static class TrustedRoots
{
    /// <param name="caFile">PEM; empty: only the machine's own are trusted.</param>
    /// <returns>Null: the machine's own.</returns>
    public static X509ChainPolicy? PolicyOf(string caFile)
    {
        if (caFile.Length == 0)
        {
            return null;
        }

        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // As .NET does without a policy of one's own.
        };
        policy.CustomTrustStore.ImportFromPemFile(caFile);
        using var machine = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        policy.CustomTrustStore.AddRange(machine.Certificates);
        return policy;
    }

    public static bool CanBeRead(string caFile)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(caFile);
            return found.Count > 0;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
