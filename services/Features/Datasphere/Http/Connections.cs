using System.Net;
using System.Net.Security;

namespace FedMl.Features.Datasphere.Http;

/// <summary>How connections to the tenant, and to where tokens are issued, are made.</summary>
internal static class Connections
{
    /// <param name="own">The certificate that is shown to the server; null: none.</param>
    public static SocketsHttpHandler Handler(DatasphereOptions options, SslStreamCertificateContext? own = null) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(options.ConnectTimeoutSeconds),
        MaxConnectionsPerServer = options.MaxConcurrentRequests,
        // Addresses change.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustedRoots.PolicyOf(options.CaFile), ClientCertificateContext = own },
    };
}
