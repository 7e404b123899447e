using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace FedMl.Models.Blobs;

/// <summary>Some bytes of a blob, of one state of it.</summary>
internal static class BlobRange
{
    /// <exception cref="RequestFailedException">412: it has changed; 404: it is gone.</exception>
    /// <exception cref="IOException">The answer ends too soon.</exception>
    public static async Task<bool> ReadAsync(BlobContainerClient container, string name, ETag state, long offset, Memory<byte> into, CancellationToken cancellationToken)
    {
        var options = new BlobDownloadOptions { Range = new HttpRange(offset, into.Length), Conditions = new BlobRequestConditions { IfMatch = state } };
        var answer = await container.GetBlobClient(name).DownloadStreamingAsync(options, cancellationToken);
        using var download = answer.Value;
        await download.Content.ReadExactlyAsync(into, cancellationToken);
        return true;
    }
}
