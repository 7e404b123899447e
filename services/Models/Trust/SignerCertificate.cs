using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedMl.Models.Trust;

/// <summary>A certificate that comes with a version, and whether an authority stands for it.</summary>
internal static class SignerCertificate
{
    private const string CodeSigning = "1.3.6.1.5.5.7.3.3";

    /// <summary>The certificate's key; null where no authority issued it for signing code, or it is not valid now.</summary>
    public static AsymmetricAlgorithm? TrustedKey(string pem, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // Whoever is out is taken out by its authority or the list of digests.
            chain.ChainPolicy.VerificationTime = now.UtcDateTime;
            chain.ChainPolicy.VerificationTimeIgnored = false;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(CodeSigning));
            return IsForCode(certificate) && chain.Build(certificate) ? certificate.GetECDsaPublicKey() ?? (AsymmetricAlgorithm?)certificate.GetRSAPublicKey() : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // A certificate without the extension is good for everything, which is too much here.
    private static bool IsForCode(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(usage => usage.EnhancedKeyUsages[CodeSigning] is not null);
}
