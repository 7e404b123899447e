using System.Net;
using System.Net.Sockets;

namespace FedMl.Tests.AzureMl;

/// <summary>Stands between a client and a server and lets bytes through, until it is told to disturb the answers.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    // Never disposed: connections that end later look at it.
    private readonly CancellationTokenSource stop = new();
    private readonly int target;
    private readonly Task accepting;
    private long passed;
    private Disturbance? armed;
    private TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FaultProxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Bytes of answers that went through.</summary>
    public long Passed => Interlocked.Read(ref passed);

    /// <summary>How many disturbances have happened.</summary>
    public int Happened { get; private set; }

    /// <summary>Ends with the next disturbance.</summary>
    public Task Next => happened.Task;

    /// <summary>Lets what was paused go on.</summary>
    public void Release()
    {
        released.TrySetResult();
        released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Disturbs the connection that carries the answer's byte which is so many from now.</summary>
    public void After(long bytes, ProxyFault kind) => Volatile.Write(ref armed, new Disturbance(Passed + bytes, kind));

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using var _ = client;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
            var up = client.GetStream().CopyToAsync(server.GetStream(), stop.Token);
            await Task.WhenAny(up, DownAsync(server.GetStream(), client));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // One of the two has gone.
        }
    }

    private async Task DownAsync(NetworkStream from, TcpClient client)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, stop.Token) is > 0 and var read)
        {
            var isDue = Volatile.Read(ref armed) is { } due && Passed + read >= due.At;
            var length = isDue ? (int)Math.Clamp(armed!.At - Passed, 0, read) : read;
            await client.GetStream().WriteAsync(buffer.AsMemory(0, length), stop.Token);
            Interlocked.Add(ref passed, length);
            if (isDue)
            {
                var kind = armed!.Kind;
                armed = null;
                Happened++;
                var goesOn = released.Task;
                happened.TrySetResult();
                happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
                if (kind != ProxyFault.Pause)
                {
                    await HappenAsync(kind, client, buffer.AsMemory(length, read - length));
                    return;
                }

                await goesOn.WaitAsync(stop.Token);
                await client.GetStream().WriteAsync(buffer.AsMemory(length, read - length), stop.Token);
                Interlocked.Add(ref passed, read - length);
            }
        }
    }

    private async Task HappenAsync(ProxyFault kind, TcpClient client, ReadOnlyMemory<byte> rest)
    {
        switch (kind)
        {
            case ProxyFault.Reset:
                client.LingerState = new LingerOption(true, 0);
                client.Close();
                break;
            case ProxyFault.Stall:
                await Task.Delay(Timeout.Infinite, stop.Token);
                break;
            case ProxyFault.Slow:
                for (var sent = 0; !stop.IsCancellationRequested; sent++)
                {
                    await client.GetStream().WriteAsync(rest.Slice(sent % Math.Max(1, rest.Length), Math.Min(1, rest.Length)), stop.Token);
                    await Task.Delay(TimeSpan.FromSeconds(1), stop.Token);
                }

                break;
            case ProxyFault.Cut:
            default:
                break; // The connection is closed in order, in the middle of the answer.
        }
    }

    private sealed record Disturbance(long At, ProxyFault Kind);
}

/// <summary>What happens to a connection.</summary>
public enum ProxyFault
{
    Cut,
    Reset,
    Stall,
    Slow,

    /// <summary>Nothing more comes until it is released; then all of it does.</summary>
    Pause,
}
