using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace FedMl.Tests.Datasphere;

/// <summary>Certificates that clients show. Who shows one that leads nowhere is told so in HTTP.</summary>
/// <param name="root">That of clients; null: none is asked for.</param>
internal sealed class ClientCertificates(X509Certificate2? root)
{
    private readonly ConcurrentDictionary<string, bool> known = new();

    public HttpsConnectionAdapterOptions OptionsOf(X509Certificate2 own) => new()
    {
        ServerCertificate = own,
        ClientCertificateMode = root is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.AllowCertificate,
        ClientCertificateValidation = (shown, chain, _) =>
        {
            known[shown.Thumbprint] = LeadsToRoot(shown, chain);
            return true;
        },
    };

    /// <summary>Null: none was shown, or one that does not lead to the root.</summary>
    public string? ThumbprintOf(HttpContext context) =>
        context.Connection.ClientCertificate is { } shown && known.GetValueOrDefault(shown.Thumbprint) ? shown.Thumbprint : null;

    // Of the certificates between, only those count that were shown too.
    private bool LeadsToRoot(X509Certificate2 shown, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(root!);
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        return chain.Build(shown);
    }
}
