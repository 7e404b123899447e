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
    private (DateTime, DateTime) stamp;
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
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(listen.CertificateFile);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(listen.CertificateFile, listen.KeyFile), all, offline: true);
    }

    // The two files are replaced one after the other: a pair that does not fit is read again at the next look.
    private void Look()
    {
        try
        {
            var now = (File.GetLastWriteTimeUtc(listen.Value.CertificateFile), File.GetLastWriteTimeUtc(listen.Value.KeyFile));
            if (context is null || now != stamp)
            {
                context = Read(listen.Value);
                stamp = now;
            }
        }
        catch (Exception exception) when (context is not null && exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            logger.CertificateFaulty(exception.GetType().Name);
        }
    }
}
