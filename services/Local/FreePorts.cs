using System.Net;
using System.Net.Sockets;

namespace FedMl.Local;

/// <summary>
/// Finds free ports before anything listens: neighbours have to know each other's addresses when they are built.
/// </summary>
internal static class FreePorts
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
