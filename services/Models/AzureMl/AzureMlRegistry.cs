using FedMl.Models.ArtifactCache;
using FedMl.Models.Blobs;
using FedMl.Models.Registry;

namespace FedMl.Models.AzureMl;

/// <summary>A registry or workspace of Azure Machine Learning; its files come over the cache on disk.</summary>
internal sealed class AzureMlRegistry(
    AzureMlLook look, VersionContents contents, GrantedReads reads, ParallelRanges ranges, DiskCache cache, AzureMlOptions options, TimeProvider time)
    : IModelRegistry, IDisposable
{
    private RegistryListing? last;
    private DateTimeOffset due = DateTimeOffset.MinValue;
    private volatile bool isInDoubt;

    public bool IsFarAway => true;

    public async Task<RegistryListing> ListAsync(CancellationToken cancellationToken)
    {
        if (last is { } fresh && time.GetUtcNow() < due && !isInDoubt)
        {
            return fresh; // While files are hashed, we are asked every second.
        }

        try
        {
            isInDoubt = false;
            due = time.GetUtcNow() + options.Poll;
            last = await look.LookAsync(cancellationToken);
        }
        catch (AzureCallException exception)
        {
            last = null;
            due = time.GetUtcNow() + (exception.RetryAfter > options.Poll ? exception.RetryAfter.Value : options.Poll);
            throw new RegistryUnavailableException(exception.Message);
        }

        Forget(last);
        return last;
    }

    public async Task<Stream> OpenAsync(RegistryFile file, long offset, CancellationToken cancellationToken)
    {
        if (contents.Find(file.Model, file.Version) is not { } content || content.Find(file) is not { } found)
        {
            throw new ArtifactCorruptException(file, "is gone, or no longer as it was published");
        }

        try
        {
            return file.SizeBytes == 0
                ? new MemoryStream(0)
                : await cache.OpenAsync(found.Cached, offset, (from, ended) => ReadAsync(content.Place, found, from, ended), cancellationToken);
        }
        catch (AzureCallException exception) when (exception.IsGone)
        {
            contents.Doubt(content);
            isInDoubt = true;
            throw new ArtifactCorruptException(file, "is gone, or has changed since it was published");
        }
        catch (AzureCallException exception)
        {
            throw new RegistryUnavailableException(exception.Message);
        }
        catch (NotOfferedException exception)
        {
            throw new RegistryUnavailableException($"{file.Model} {file.Version} {exception.Message}.");
        }
    }

    public string? FindSha256(RegistryFile file) =>
        contents.Find(file.Model, file.Version)?.Find(file) is { } found ? cache.FindSha256(found.Cached) : null;

    public Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        var left = due - time.GetUtcNow();
        return Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
    }

    public void Dispose()
    {
        ranges.Dispose();
        cache.Dispose();
    }

    private IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(VersionPlace place, ContentFile file, long from, CancellationToken cancellationToken) =>
        ranges.ReadAsync(from, file.File.SizeBytes, (offset, into, ended) => ReadRangeAsync(place, file, offset, into, ended), cancellationToken);

    private async Task ReadRangeAsync(VersionPlace place, ContentFile file, long offset, Memory<byte> into, CancellationToken cancellationToken)
    {
        var what = $"Reading {file.File.Path} of {place.Name}";
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(options.Blobs.RangeTimeoutSeconds));
        try
        {
            await reads.ReadAsync(
                place, what, (grant, ended) => BlobRange.ReadAsync(grant.Container, file.Blob.Name, file.Blob.ETag, offset, into, ended), timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw AzureCallException.OfTimeout(what, options.Blobs.RangeTimeoutSeconds);
        }
    }

    // Only after a look that saw everything: what could not be read now may be there again.
    private void Forget(RegistryListing listing)
    {
        if (listing.Faults.Any(fault => fault.Kind == FaultKind.Version))
        {
            return;
        }

        var listed = listing.Models.SelectMany(model => model.Versions.Select(version => contents.Find(model.Name, version.Version)?.Place))
            .OfType<VersionPlace>().ToHashSet();
        contents.Keep(listed);
        reads.Keep(listed);
        cache.Keep(contents.All.SelectMany(content => content.Files).Select(file => file.Cached.Key).ToHashSet(StringComparer.Ordinal));
    }
}
