using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace FedMl.Models.Blobs;

/// <summary>The files below a place.</summary>
internal static class BlobList
{
    /// <summary>The blobs below a path, or the one at it; folders that a storage account with folders lists are left out.</summary>
    /// <param name="container">Where.</param>
    /// <param name="path">The path; empty: the whole container.</param>
    /// <param name="most">How many at most; one more is read, so that who asks can tell.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<List<ListedBlob>> ReadAsync(BlobContainerClient container, string path, int most, CancellationToken cancellationToken)
    {
        var below = await BelowAsync(container, path.Length == 0 ? "" : path + "/", most, cancellationToken);
        return below.Count > 0 || path.Length == 0 ? below : await AtAsync(container, path, cancellationToken);
    }

    private static async Task<List<ListedBlob>> BelowAsync(BlobContainerClient container, string prefix, int most, CancellationToken cancellationToken)
    {
        var options = new GetBlobsOptions { Prefix = prefix, Traits = BlobTraits.Metadata };
        var blobs = new List<ListedBlob>();
        await foreach (var blob in container.GetBlobsAsync(options, cancellationToken))
        {
            if (!IsFolder(blob))
            {
                blobs.Add(new ListedBlob(blob.Name, blob.Name[prefix.Length..], blob.Properties.ContentLength ?? 0, blob.Properties.ETag ?? default, blob.Properties.ContentHash));
            }

            if (blobs.Count > most)
            {
                break;
            }
        }

        return blobs;
    }

    private static async Task<List<ListedBlob>> AtAsync(BlobContainerClient container, string path, CancellationToken cancellationToken)
    {
        try
        {
            var found = (await container.GetBlobClient(path).GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            return [new ListedBlob(path, "", found.ContentLength, found.ETag, found.ContentHash)];
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return [];
        }
    }

    private static bool IsFolder(BlobItem blob) => blob.Metadata?.TryGetValue("hdi_isfolder", out var folder) == true && folder == "true";
}

/// <summary>A blob as its container lists it.</summary>
/// <param name="Name">Its name in the container.</param>
/// <param name="Path">Its path below what was listed; empty where it is that itself.</param>
/// <param name="SizeBytes">Size, bytes.</param>
/// <param name="ETag">Changes whenever the blob is written.</param>
/// <param name="Md5">MD5 of its bytes, where whoever wrote it told.</param>
internal sealed record ListedBlob(string Name, string Path, long SizeBytes, ETag ETag, byte[]? Md5);
