using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace FedMl.BatchScoring.Blobs;

/// <summary>A folder or a file in a container of Azure Blob Storage.</summary>
/// <param name="Container">The container.</param>
/// <param name="Prefix">The path in it; empty: all of it.</param>
internal sealed record BlobPlace(BlobContainerClient Container, string Prefix)
{
    private const string ConnectionString = "AZURE_STORAGE_CONNECTION_STRING";

    /// <summary>Whether a path is the address of a blob.</summary>
    public static bool Is(string path) => path.StartsWith("https://", StringComparison.Ordinal) || path.StartsWith("http://", StringComparison.Ordinal);

    /// <summary>
    /// Signs in by the connection string of the environment, else by the signature in the address, else by workload
    /// identity, as a pod has it.
    /// </summary>
    public static BlobPlace Of(string address)
    {
        var uri = new BlobUriBuilder(new Uri(address));
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05) { Diagnostics = { IsLoggingEnabled = false, IsTelemetryEnabled = false } };
        options.Retry.MaxRetries = 8;
        var prefix = uri.BlobName.Trim('/');
        uri.BlobName = "";
        var container = Environment.GetEnvironmentVariable(ConnectionString) is { Length: > 0 } connection ? new BlobServiceClient(connection, options).GetBlobContainerClient(uri.BlobContainerName)
            : uri.Sas is not null ? new BlobContainerClient(uri.ToUri(), options)
            : new BlobContainerClient(uri.ToUri(), new WorkloadIdentityCredential(), options);
        return new BlobPlace(container, prefix);
    }

    /// <summary>The name of a blob in it.</summary>
    public string NameOf(string name) => Prefix.Length == 0 ? name : $"{Prefix}/{name}";

    /// <summary>The blobs in it by their names within it; of a single blob the blob.</summary>
    public async Task<IReadOnlyList<(string Name, BlobItem Blob)>> ListAsync(CancellationToken cancellationToken)
    {
        List<(string, BlobItem)> found = [];
        await foreach (var blob in Container.GetBlobsAsync(new GetBlobsOptions { Prefix = Prefix }, cancellationToken))
        {
            if (blob.Name == Prefix)
            {
                found.Add((blob.Name.Split('/')[^1], blob));
            }
            else if (Prefix.Length == 0 || blob.Name.StartsWith(Prefix + '/', StringComparison.Ordinal))
            {
                found.Add((Prefix.Length == 0 ? blob.Name : blob.Name[(Prefix.Length + 1)..], blob));
            }
        }

        return found;
    }
}
