using FedMl.Models.ArtifactCache;
using FedMl.Models.Blobs;
using FedMl.Models.Registry;

namespace FedMl.Models.AzureMl;

/// <summary>What a version consisted of when it was looked at.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Files">Its files with their blobs; empty where there is a problem.</param>
/// <param name="Problem">Why it cannot be offered; empty: fine.</param>
/// <param name="ReadAt">When it was looked at.</param>
internal sealed record VersionContent(VersionPlace Place, IReadOnlyList<ContentFile> Files, string Problem, DateTimeOffset ReadAt)
{
    public ContentFile? Find(RegistryFile file) => Files.FirstOrDefault(content => content.File == file);
}

/// <summary>A file of a version, the blob that holds it, and how the cache knows it.</summary>
internal sealed record ContentFile(RegistryFile File, ListedBlob Blob, CachedFile Cached);
