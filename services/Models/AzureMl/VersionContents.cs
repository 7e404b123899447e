using System.Collections.Concurrent;
using System.Text;
using FedMl.Models.ArtifactCache;
using FedMl.Models.Blobs;
using FedMl.Models.Registry;

namespace FedMl.Models.AzureMl;

/// <summary>What each version consists of. Versions do not change in Azure ML, so what is known is looked at again only now and then.</summary>
internal sealed class VersionContents(GrantedReads reads, ModelsOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Model, string Version), VersionContent> known = new();

    public IEnumerable<VersionContent> All => known.Values;

    public VersionContent? Find(string model, string version) => known.GetValueOrDefault((model, version));

    /// <summary>Makes the next look at a version a real one.</summary>
    public void Doubt(VersionContent content) =>
        known.TryUpdate((content.Place.Model, content.Place.Version), content with { ReadAt = DateTimeOffset.MinValue }, content);

    /// <summary>The version's content: as known, or as its storage says now.</summary>
    /// <exception cref="AzureCallException">It cannot be read at the moment, and has never been.</exception>
    public async Task<VersionContent> ReadAsync(VersionPlace place, string modelType, CancellationToken cancellationToken)
    {
        var before = Find(place.Model, place.Version);
        if (before is not null && before.Place == place && before.Problem.Length == 0 && time.GetUtcNow() - before.ReadAt < options.AzureMl.Reread)
        {
            return before;
        }

        try
        {
            return known[(place.Model, place.Version)] = await LookAsync(place, modelType, cancellationToken);
        }
        catch (AzureCallException exception) when (before is { Problem: "" } && before.Place == place && !exception.IsGone)
        {
            return before;
        }
        catch (AzureCallException exception) when (!exception.IsTransient)
        {
            return known[(place.Model, place.Version)] = Refused(place, $"cannot be read: {exception.Message}");
        }
    }

    public void Keep(IReadOnlySet<VersionPlace> listed)
    {
        foreach (var gone in known.Where(content => !listed.Contains(content.Value.Place)))
        {
            known.TryRemove(gone);
        }
    }

    private async Task<VersionContent> LookAsync(VersionPlace place, string modelType, CancellationToken cancellationToken)
    {
        try
        {
            if (modelType is "triton_model")
            {
                throw new NotOfferedException("is a triton_model; ONNX as custom_model or mlflow_model is served");
            }

            var files = await reads.ReadAsync(place, $"Listing the files of {place.Name}", async (grant, ended) =>
            {
                var blobs = await BlobList.ReadAsync(grant.Container, grant.Path, options.MaxFilesPerVersion, ended);
                var laidOut = await LayOutAsync(grant, blobs, ended);
                return laidOut.Select(file => Content(place, grant, file)).ToArray();
            }, cancellationToken);
            return new VersionContent(place, files, "", time.GetUtcNow());
        }
        catch (NotOfferedException exception)
        {
            return Refused(place, exception.Message);
        }
    }

    private async Task<IReadOnlyList<ArtifactBlob>> LayOutAsync(BlobGrant grant, List<ListedBlob> blobs, CancellationToken cancellationToken)
    {
        if (blobs.Count > options.MaxFilesPerVersion)
        {
            throw new NotOfferedException($"has more than {options.MaxFilesPerVersion} files");
        }

        var bytes = blobs.Sum(blob => (decimal)blob.SizeBytes);
        var limit = Math.Min(options.MaxArtifactBytes, options.AzureMl.Cache.MaxBytes);
        if (bytes > limit)
        {
            throw new NotOfferedException($"is larger than {limit} bytes");
        }

        if (blobs is [{ Path: "" } single])
        {
            return ModelLayout.OfFile(single);
        }

        return blobs.Find(blob => blob.Path == MlflowModel.FileName) is { } mlflow
            ? ModelLayout.OfMlflow(blobs, MlflowModel.OnnxPath(await ReadTextAsync(grant, mlflow, cancellationToken)))
            : ModelLayout.OfFolder(blobs);
    }

    private static async Task<string> ReadTextAsync(BlobGrant grant, ListedBlob blob, CancellationToken cancellationToken)
    {
        if (blob.SizeBytes is 0 or > MlflowModel.MaxBytes)
        {
            throw new NotOfferedException($"has an {MlflowModel.FileName} that is empty or larger than {MlflowModel.MaxBytes} bytes");
        }

        var bytes = new byte[blob.SizeBytes];
        await BlobRange.ReadAsync(grant.Container, blob.Name, blob.ETag, 0, bytes, cancellationToken);
        return Encoding.UTF8.GetString(bytes);
    }

    private static ContentFile Content(VersionPlace place, BlobGrant grant, ArtifactBlob file)
    {
        var listed = new RegistryFile(place.Model, place.Version, file.Path, file.Blob.SizeBytes, file.Blob.ETag.ToString("H"));
        var address = new UriBuilder(grant.Container.Uri) { Query = "" }.Uri.AbsoluteUri;
        return new ContentFile(listed, file.Blob, new CachedFile(listed, $"{address}/{file.Blob.Name}", file.Blob.Md5));
    }

    private VersionContent Refused(VersionPlace place, string problem) => new(place, [], problem, time.GetUtcNow());
}
