using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedMl.Features.Tests.Selftest;

/// <summary>A port of this machine at which something answers, or does not.</summary>
internal sealed class Door : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    private Door(Func<Socket, Task> answer)
    {
        listener.Start();
        _ = ServeAsync(answer);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public static Door ThatOpens() => new(_ => Task.CompletedTask);

    public static Door ThatTakesAWordAndCloses() => new(async socket => await socket.ReceiveAsync(new byte[1]));

    public static Door WithACertificateOfItsOwn()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Made up", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        return new(async socket =>
        {
            await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
            await stream.AuthenticateAsServerAsync(certificate);
        });
    }

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync(Func<Socket, Task> answer)
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptSocketAsync();
                try
                {
                    await answer(socket);
                }
                catch (Exception exception) when (exception is IOException or SocketException or System.Security.Authentication.AuthenticationException)
                {
                    // Whoever came has gone.
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
