using FedMl.Models.Artifacts;
using FedMl.Models.Registry;
using FedMl.Models.Trust;

namespace FedMl.Models.Catalog;

/// <summary>Makes of a registry's listing what is offered: with hashes, in order, with aliases that lead somewhere.</summary>
internal static class Picture
{
    /// <param name="listing">What the registry holds.</param>
    /// <param name="hashes">The hashes known so far; a version with a file not hashed yet stays as it was before.</param>
    /// <param name="wanted">Which versions are read at all; the others are listed without their bytes.</param>
    /// <param name="trust">Which of them may be offered.</param>
    /// <param name="before">What was offered before.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static List<PublishedModel> From(
        RegistryListing listing, ArtifactHashes hashes, WantedVersions wanted, ArtifactTrust trust, IReadOnlyDictionary<string, PublishedModel> before, ICollection<RegistryFault> faults)
    {
        var models = new List<PublishedModel>();
        foreach (var model in listing.Models)
        {
            var old = before.GetValueOrDefault(model.Name);
            var wants = wanted.Of(model);
            PublishedVersion[] versions =
            [
                .. model.Versions.Select(v => Publish(model.Name, v, hashes, trust)
                        ?? (wants.Contains(v.Version) ? old?.Version(v.Version) : null)
                        ?? (wanted.IsSelective ? new PublishedVersion(model.Name, v.Version, [], "", v.PublishedAt, "") : null))
                    .OfType<PublishedVersion>()
                    .OrderBy(v => v.Version, NaturalVersionComparer.Instance),
            ];
            foreach (var version in versions.Where(v => !v.IsOffered))
            {
                faults.Add(new RegistryFault(FaultKind.Version, $"{model.Name} {version.Version}", version.Problem));
            }

            if (versions.Length > 0)
            {
                models.Add(new PublishedModel(model.Name, versions, AliasTargets.Choose(model, versions, old, faults)));
            }
        }

        return models;
    }

    private static PublishedVersion? Publish(string model, RegistryVersion version, ArtifactHashes hashes, ArtifactTrust trust)
    {
        var problem = version.Problem;
        if (version.Files.FirstOrDefault(hashes.IsUnreadable) is { } unreadable)
        {
            problem = $"{unreadable.Path} cannot be read";
        }

        if (problem.Length > 0)
        {
            return new PublishedVersion(model, version.Version, [], "", version.PublishedAt, problem);
        }

        if (hashes.FilesOf(version) is not { } files)
        {
            return null;
        }

        var digest = ArtifactDigest.Of(files);
        return trust.ProblemOf(model, version.Version, digest) is { Length: > 0 } distrust
            ? new PublishedVersion(model, version.Version, [], "", version.PublishedAt, distrust)
            : new PublishedVersion(model, version.Version, files, digest, version.PublishedAt, "");
    }
}
