using System.Security.Cryptography.X509Certificates;
using Azure.Core.Pipeline;

namespace FedMl.Models.AzureMl;

/// <summary>The connections of every call to Azure.</summary>
internal static class AzureTransport
{
    public static HttpPipelineTransport Of(string caFile)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // Azure answers in place: who sends us elsewhere gets no token and no grant.
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ActivityHeadersPropagator = null,
        };
        if (caFile.Length > 0)
        {
            handler.SslOptions.CertificateChainPolicy = Trusting(caFile);
        }

        return new HttpClientTransport(handler);
    }

    private static X509ChainPolicy Trusting(string caFile)
    {
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
}
