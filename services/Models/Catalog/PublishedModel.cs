using FedMl.Models.Registry;
using FedMl.Models.Steering;

namespace FedMl.Models.Catalog;

/// <summary>A model as it is offered: versions oldest first, aliases by name.</summary>
internal sealed record PublishedModel(string Name, IReadOnlyList<PublishedVersion> Versions, IReadOnlyDictionary<string, string> Aliases, Rollout? Rollout = null)
{
    public PublishedVersion? Version(string version) => Versions.FirstOrDefault(v => v.Version == version);

    /// <summary>Whether nothing that a watcher is told differs.</summary>
    public bool LooksLike(PublishedModel other) =>
        Name == other.Name
        && Versions.Count == other.Versions.Count
        && Versions.Zip(other.Versions).All(pair => pair.First.LooksLike(pair.Second))
        && Rollout?.Change == other.Rollout?.Change
        && Aliases.Count == other.Aliases.Count
        && Aliases.All(alias => other.Aliases.TryGetValue(alias.Key, out var version) && version == alias.Value);
}

/// <summary>A version as it is offered.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">The version.</param>
/// <param name="Files">Its files by path; empty where there is a problem.</param>
/// <param name="Digest">Names its bytes, see <see cref="ArtifactDigest"/>; empty where there is a problem or they are not known.</param>
/// <param name="PublishedAt">When it was published, where known.</param>
/// <param name="Problem">Why it cannot be offered; empty: fine.</param>
internal sealed record PublishedVersion(
    string Model, string Version, IReadOnlyList<PublishedFile> Files, string Digest, DateTimeOffset? PublishedAt, string Problem)
{
    public bool IsOffered => Problem.Length == 0;

    /// <summary>Whether its bytes are known; of a registry far away they are once somebody wants them.</summary>
    public bool IsRead => Digest.Length > 0;

    public PublishedFile? File(string path) => Files.FirstOrDefault(f => f.Path == path);

    public bool LooksLike(PublishedVersion other) =>
        Version == other.Version && Digest == other.Digest && PublishedAt == other.PublishedAt && Problem == other.Problem;
}

/// <summary>A file as it is offered.</summary>
/// <param name="Source">The file in the registry.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hex.</param>
internal sealed record PublishedFile(RegistryFile Source, string Sha256)
{
    public string Path => Source.Path;

    public long SizeBytes => Source.SizeBytes;
}
