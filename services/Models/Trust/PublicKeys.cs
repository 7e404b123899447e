using System.Security.Cryptography;

namespace FedMl.Models.Trust;

/// <summary>Public keys in PEM, and what they signed.</summary>
internal static class PublicKeys
{
    private const int SmallestRsa = 2048;

    /// <exception cref="CryptographicException">A key is none, or a weak one.</exception>
    /// <exception cref="ArgumentException">A key is none.</exception>
    public static List<AsymmetricAlgorithm> Read(string pem)
    {
        var keys = new List<AsymmetricAlgorithm>();
        for (var rest = pem.AsSpan(); PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            keys.Add(One(rest[fields.Location].ToString()));
        }

        return keys;
    }

    /// <summary>Whether a key signed this text: SHA-256, ECDSA in DER as cosign and OpenSSL write it, or RSA with either padding.</summary>
    public static bool HasSigned(AsymmetricAlgorithm key, byte[] text, byte[] signature) => key switch
    {
        ECDsa ecdsa => ecdsa.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
        RSA rsa when rsa.KeySize >= SmallestRsa => rsa.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            || rsa.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        _ => false,
    };

    private static AsymmetricAlgorithm One(string pem)
    {
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(pem);
            return ecdsa;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            ecdsa.Dispose();
        }

        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa.KeySize >= SmallestRsa ? rsa : throw new CryptographicException("The key is too short.");
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }
}
