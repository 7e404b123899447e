using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedMl.Features.Datasphere;

/// <summary>A client's certificate and its key in files of PEM, as a service binding of SAP BTP holds them.</summary>
internal static class ClientCertificate
{
    /// <summary>Reads them; false: they cannot be read, or do not belong together.</summary>
    /// <param name="certificateFile">The certificate first; behind it those that lead to its root are shown too.</param>
    public static bool TryRead(string certificateFile, string keyFile, [NotNullWhen(true)] out SslStreamCertificateContext? context)
    {
        context = null;
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            X509Certificate2Collection all = [];
            all.ImportFromPemFile(certificateFile);
            // Not every platform's TLS takes a key that was read from PEM.
            var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            context = SslStreamCertificateContext.Create(certificate, [.. all.Skip(1)], offline: true);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Told as a fault of the setting, or as a token that cannot be asked for.
        }

        return context is not null;
    }
}
