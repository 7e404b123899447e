using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FedMl.BatchScoring.Sinks;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.BatchScoring.Blobs;

/// <summary>
/// A folder of Azure Blob Storage. A blob is there whole when its upload ends. A list is an append blob; what is added
/// names the place where it belongs, so that of two processes one is refused.
/// </summary>
internal sealed class BlobStore(BlobPlace place, TimeProvider time) : IJobStore
{
    private const string List = ".checkpoint";

    private readonly Dictionary<string, long> ends = [];

    public Task<IDisposable> TakeAsync(string name, CancellationToken cancellationToken) => BlobFailure.TellAsync<IDisposable>(
        async () => await BlobLease.TakeAsync(place.Container.GetBlobClient(place.NameOf(name)), time, cancellationToken));

    public Task<byte[]?> FindAsync(string name, CancellationToken cancellationToken) => BlobFailure.TellAsync<byte[]?>(async () =>
    {
        try
        {
            var found = await place.Container.GetBlobClient(place.NameOf(name)).DownloadContentAsync(cancellationToken);
            var bytes = found.Value.Content.ToArray();
            ends[name] = bytes.Length;
            return bytes;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    });

    public Task PutAsync(string name, string what, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => BlobFailure.TellAsync(async () =>
    {
        Failpoint.Pass(what, "written");
        if (name.EndsWith(List, StringComparison.Ordinal))
        {
            // Cut off between the two, it is empty, and that is as good as none.
            await place.Container.GetAppendBlobClient(place.NameOf(name)).CreateAsync(new AppendBlobCreateOptions(), cancellationToken);
            ends[name] = 0;
            await AddAsync(name, bytes, cancellationToken);
        }
        else
        {
            await place.Container.GetBlobClient(place.NameOf(name)).UploadAsync(BinaryData.FromBytes(bytes), overwrite: true, cancellationToken);
        }

        Failpoint.Pass(what, "in-place");
        return true;
    });

    public Task AppendAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        BlobFailure.TellAsync(() => AddAsync(name, bytes, cancellationToken));

    private async Task<bool> AddAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(bytes.ToArray());
        var options = new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = ends[name] } };
        await place.Container.GetAppendBlobClient(place.NameOf(name)).AppendBlockAsync(content, options, cancellationToken);
        ends[name] += bytes.Length;
        return true;
    }
}
