using Grpc.Core;

namespace FedMl.ServiceDefaults.Neighbours;

/// <summary>
/// Adds what daprd needs to route a call. Written here because the SDK's interceptor adds its headers to the
/// caller's own metadata (which grows with every retry) and never marks streams, which daprd must be told.
/// </summary>
internal sealed class DaprCallInterceptor(NeighbourOptions options, string? apiToken) : HeaderInterceptor
{
    protected override bool Applies => options.Transport != NeighbourTransport.Direct;

    protected override void Add(Metadata headers, bool stream)
    {
        headers.Add("dapr-app-id", options.AppId!);
        if (!string.IsNullOrEmpty(apiToken))
        {
            headers.Add("dapr-api-token", apiToken);
        }

        if (stream)
        {
            headers.Add("dapr-stream", "true");
        }
    }
}
