using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.ServiceDefaults.Health;

/// <summary>Asks a host of this machine how it is.</summary>
internal static class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<bool> AskAsync(ListenOptions listen, string what, TextWriter complaints)
    {
        // A gRPC port speaks HTTP/2 only, and without TLS nothing negotiates it.
        var (port, version) = listen.RestPort is { } rest ? (rest, HttpVersion.Version11) : (listen.GrpcPort, HttpVersion.Version20);
        using var patience = new CancellationTokenSource(Patience);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, SslOptions = Trusting(listen) });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{(listen.CertificateFile.Length > 0 ? "https" : "http")}://{listen.Address}:{port}/health/{what}")
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            if (response.IsSuccessStatusCode)
            {
                return true;
            }

            await complaints.WriteLineAsync($"not {what}: {(int)response.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            await complaints.WriteLineAsync($"not {what}: port {port} does not answer");
        }

        return false;
    }

    // The very certificate on disk, whatever its names are: they need not be this address.
    private static SslClientAuthenticationOptions Trusting(ListenOptions listen) => new()
    {
        RemoteCertificateValidationCallback = (_, shown, _, _) =>
            shown is X509Certificate2 certificate && certificate.RawDataMemory.Span.SequenceEqual(ServerCertificate.Read(listen).TargetCertificate.RawDataMemory.Span),
    };
}
