using Azure.Storage.Blobs.Models;

namespace FedMl.BatchScoring.Blobs;

/// <summary>Blobs of a source as files of this machine, for as long as the job runs.</summary>
internal sealed class BlobFiles : IDisposable
{
    private BlobFiles(string folder) => Folder = folder;

    /// <summary>Where they are.</summary>
    public string Folder { get; }

    /// <summary>Brings all blobs here. One that changes meanwhile is refused; what breaks off is taken up again.</summary>
    /// <exception cref="ServiceDefaults.Errors.ServiceException">JOB_TAKEN, SOURCE_ACCESS_DENIED, SOURCE_UNAVAILABLE.</exception>
    public static async Task<BlobFiles> FetchAsync(BlobPlace place, CancellationToken cancellationToken)
    {
        var files = new BlobFiles(Directory.CreateTempSubdirectory("fedml-blobs-").FullName);
        try
        {
            await BlobFailure.TellAsync(async () =>
            {
                foreach (var (name, blob) in await place.ListAsync(cancellationToken))
                {
                    await files.FetchAsync(place, name, blob, cancellationToken);
                }

                return true;
            });
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task FetchAsync(BlobPlace place, string name, BlobItem blob, CancellationToken cancellationToken)
    {
        // A blob's name may hold what would lead out of the folder.
        var path = Path.GetFullPath(Path.Combine(Folder, name));
        if (!path.StartsWith(Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new BlobDownloadToOptions { Conditions = new BlobRequestConditions { IfMatch = blob.Properties.ETag } };
        await place.Container.GetBlobClient(blob.Name).DownloadToAsync(path, options, cancellationToken);
    }
}
