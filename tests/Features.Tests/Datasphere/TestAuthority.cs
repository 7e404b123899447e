using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>Issues certificates that nobody else knows of.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2? issuer;

    public TestAuthority(string name = "CN=Root of a test", TestAuthority? above = null)
    {
        issuer = above?.Certificate;
        Certificate = Issue(name, issuer, isAuthority: true);
    }

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>A certificate with its key, for this machine or for a client.</summary>
    /// <param name="host">Name that it is for, besides that of loopback where <paramref name="isLoopback"/>.</param>
    public X509Certificate2 Issue(string host, bool isLoopback = true, int daysLeft = 30) => Issue($"CN={host}", Certificate, isAuthority: false, host, isLoopback, daysLeft);

    public static string KeyPem(X509Certificate2 certificate) => certificate.GetRSAPrivateKey()!.ExportRSAPrivateKeyPem();

    public void Dispose() => Certificate.Dispose();

    private static X509Certificate2 Issue(string subject, X509Certificate2? by, bool isAuthority, string host = "", bool isLoopback = false, int daysLeft = 300)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (host.Length > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            if (isLoopback)
            {
                names.AddIpAddress(System.Net.IPAddress.Loopback);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-10), TimeProvider.System.GetUtcNow().AddDays(by is null ? 3000 : daysLeft));
        if (by is null)
        {
            return request.CreateSelfSigned(from, to);
        }

        using var made = request.Create(by, from, to, RandomNumberGenerator.GetBytes(8));
        using var withKey = made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
