using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>The certificate that a host serves with. One that is replaced on disk is taken up by new connections within seconds.</summary>
internal sealed class ServerCertificate(IOptions<ListenOptions> listen, TimeProvider time, ILogger<ServerCertificate> logger)
{
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(5);

    private readonly Lock state = new();
    private SslStreamCertificateContext? context;
    private (string, string) read;
    private long lookedAt;

    /// <exception cref="CryptographicException">There has never been one that can be read.</exception>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (state)
            {
                if (context is null || time.GetElapsedTime(lookedAt) >= NextLook)
                {
                    lookedAt = time.GetTimestamp();
                    Look();
                }

                return context!;
            }
        }
    }

    /// <summary>Reads certificate, those above it, and key.</summary>
    public static SslStreamCertificateContext Read(ListenOptions listen)
    {
        var (certificate, key) = Texts(listen);
        return Parse(certificate, key);
    }

    // The two files are replaced one after the other: a pair that does not fit is read again at the next look.
    private void Look()
    {
        try
        {
            // Not by their times: where Kubernetes mounts a secret, the names are links that never change.
            var now = Texts(listen.Value);
            if (context is null || now != read)
            {
                context = Parse(now.Certificate, now.Key);
                read = now;
            }
        }
        catch (Exception exception) when (context is not null && exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            logger.CertificateFaulty(exception.GetType().Name);
        }
    }

    private static (string Certificate, string Key) Texts(ListenOptions listen) => (File.ReadAllText(listen.CertificateFile), File.ReadAllText(listen.KeyFile));

    private static SslStreamCertificateContext Parse(string certificate, string key)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificate);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), all, offline: true);
    }
}
