using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace FedMl.Features.Selftest;

/// <summary>Name, connection and TLS to a server, one after the other, so that each cause has its own line.</summary>
/// <param name="trust">What is trusted besides the machine's own; null: nothing.</param>
internal sealed class NetworkChecks(string host, int port, bool tls, Func<X509ChainPolicy?>? trust = null)
{
    private const string TrustedIps =
        "SAP Datasphere closes connections from addresses that it does not know: System > Configuration > IP Allowlist > Trusted IPs, the address from which you leave your network.";

    private IPAddress[] addresses = [];

    public IEnumerable<Check> All =>
    [
        new Check($"name {host}", ResolveAsync),
        new Check($"connection to port {port.ToString(CultureInfo.InvariantCulture)}", ConnectAsync),
        .. tls ? [new Check("TLS", HandshakeAsync)] : Array.Empty<Check>(),
    ];

    private async Task<Finding> ResolveAsync(CancellationToken cancellationToken)
    {
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            return Finding.Ok($"is {string.Join(", ", addresses.Take(3).Select(address => address.ToString()))}");
        }
        catch (SocketException)
        {
            return Finding.Failed("no such host is known here", "Compare the host with what the tenant shows, and ask whether this machine's DNS knows names of the internet.");
        }
    }

    private async Task<Finding> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = await OpenAsync(cancellationToken);
            return Finding.Ok("is open");
        }
        catch (SocketException exception)
        {
            return Finding.Failed(
                $"cannot be made ({exception.SocketErrorCode})", $"A firewall must let this machine out to {host}, port {port.ToString(CultureInfo.InvariantCulture)}. Compare the port too.");
        }
    }

    private async Task<Finding> HandshakeAsync(CancellationToken cancellationToken)
    {
        var faults = SslPolicyErrors.None;
        X509Certificate2? certificate = null;
        try
        {
            using var client = await OpenAsync(cancellationToken);
            await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, found) =>
            {
                (faults, certificate) = (found, shown is null ? null : new X509Certificate2(shown));
                return found == SslPolicyErrors.None;
            });
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = trust?.Invoke() }, cancellationToken);
            return Finding.Ok($"{stream.SslProtocol}, certificate until {certificate?.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        }
        catch (AuthenticationException) when (faults != SslPolicyErrors.None)
        {
            return Finding.Failed(
                $"the server's certificate is not trusted ({faults}; issued by {certificate?.Issuer})",
                "Something between here and the tenant may put its own certificate in place: add its root to this machine's trust store, or compare the host.");
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException or SocketException)
        {
            return Finding.Failed("the server ended the handshake", TrustedIps);
        }
        finally
        {
            certificate?.Dispose();
        }
    }

    private async Task<TcpClient> OpenAsync(CancellationToken cancellationToken)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(addresses, port, cancellationToken);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
