using System.Net;
using System.Net.Sockets;

namespace FedMl.EndToEnd.Tests.Batch;

/// <summary>Passes bytes on to a service and resets its first connections after some of them.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private const int Cuts = 3;
    private const int BytesBeforeCut = 60_000;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly Uri target;
    private readonly Task accepting;
    private int cut;

    public CuttingProxy(Uri target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>Connections that were reset.</summary>
    public int CutConnections => Math.Min(cut, Cuts);

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            _ = PassAsync(await listener.AcceptTcpClientAsync(ended.Token));
        }
    }

    private async Task PassAsync(TcpClient caller)
    {
        using (caller)
        using (var service = new TcpClient())
        {
            await service.ConnectAsync(target.Host, target.Port, ended.Token);
            var there = CopyAsync(caller, service, long.MaxValue);
            var back = CopyAsync(service, caller, Volatile.Read(ref cut) < Cuts ? BytesBeforeCut : long.MaxValue);
            await Task.WhenAny(there, back).ConfigureAwait(false);

            // Closed without lingering, a connection is reset.
            caller.LingerState = new LingerOption(true, 0);
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, long left)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await from.GetStream().ReadAsync(buffer, ended.Token)) > 0;)
            {
                left -= read;
                if (left < 0)
                {
                    Interlocked.Increment(ref cut);
                    return;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), ended.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // One side is gone, and so is the other in a moment.
        }
    }
}
