using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>Looks at all ports before a host starts: the host itself gives up at the first one, with a stack trace in its log.</summary>
public static class PortsInUse
{
    /// <summary>One line for each port that another process has; none for port 0, which takes a free one.</summary>
    /// <param name="address">Where the host will listen.</param>
    /// <param name="ports">Each port with the name of the option that sets it.</param>
    public static IEnumerable<string> Among(IPAddress address, IEnumerable<(int Port, string Option)> ports) =>
        from p in ports where p.Port != 0 && IsInUse(new IPEndPoint(address, p.Port)) select Describe(p.Port, p.Option);

    internal static string Describe(int port, string option) => $"port {port} is in use. Choose another one with {option}, or 0 for any free one.";

    /// <exception cref="OptionsValidationException">Names all ports that are in use.</exception>
    internal static void Refuse(ListenOptions listen)
    {
        (int? Port, string Name)[] ports =
            [(listen.GrpcPort, nameof(listen.GrpcPort)), (listen.RestPort, nameof(listen.RestPort)), (listen.MetricsPort, nameof(listen.MetricsPort))];
        string[] faults = [.. Among(IPAddress.Parse(listen.Address), ports.Select(p => (p.Port ?? 0, $"--{ListenOptions.Section}:{p.Name}")))];
        if (faults.Length > 0)
        {
            throw new OptionsValidationException(ListenOptions.Section, typeof(ListenOptions), faults);
        }
    }

    private static bool IsInUse(IPEndPoint endpoint)
    {
        using var listener = new TcpListener(endpoint);
        try
        {
            listener.Start();
            return false;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return true;
        }
        catch (SocketException)
        {
            return false; // Such as a port that needs a privilege: the host's own message says that better.
        }
    }
}
