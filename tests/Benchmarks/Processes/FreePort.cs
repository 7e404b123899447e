using System.Net;
using System.Net.Sockets;

namespace FedMl.Benchmarks.Processes;

/// <summary>Finds a free port before a server starts: others have to be told it.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
