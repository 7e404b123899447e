using Grpc.Net.Client;

namespace FedMl.BatchScoring.Neighbours;

/// <summary>Connections to other services.</summary>
internal static class Channels
{
    private const int MaxMessageBytes = 64 * 1024 * 1024;

    public static GrpcChannel Open(Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        MaxReceiveMessageSize = MaxMessageBytes,
        MaxSendMessageSize = MaxMessageBytes,
        DisposeHttpClient = true,
        HttpHandler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            UseProxy = false,
        },
    });
}
