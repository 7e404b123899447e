using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace FedMl.Models.Blobs;

/// <summary>Makes the clients of containers: by a grant in the address, by a key, or by the credential's own role.</summary>
internal sealed class BlobContainers(BlobOptions options, int maxRetries, TokenCredential credential, HttpPipelineTransport transport)
{
    public BlobContainerClient BySas(Uri container, string sas) => new(container, new AzureSasCredential(sas), Options());

    public BlobContainerClient ByKey(Uri container, string account, string key) =>
        new(container, new StorageSharedKeyCredential(account, key), Options());

    public BlobContainerClient ByRole(Uri container) => new(container, credential, Options());

    private BlobClientOptions Options()
    {
        // A version of the protocol that every cloud and emulator of today knows.
        var client = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05)
        {
            Transport = transport,
            Audience = new BlobAudience(options.Audience),
        };
        client.Retry.MaxRetries = maxRetries;
        client.Retry.Delay = TimeSpan.FromMilliseconds(200);
        client.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        client.Retry.NetworkTimeout = TimeSpan.FromSeconds(options.SilenceSeconds);
        client.Diagnostics.IsLoggingEnabled = false;
        client.Diagnostics.IsTelemetryEnabled = false;
        client.Diagnostics.IsDistributedTracingEnabled = false;
        return client;
    }
}
