using System.Collections.Concurrent;
using FedMl.Models.Registry;

namespace FedMl.Models.Catalog;

/// <summary>
/// Which versions are read: all of a folder; of a registry far away those that an alias names, the newest of a model
/// without aliases, and those that somebody asked for.
/// </summary>
internal sealed class WantedVersions(IModelRegistry registry)
{
    private readonly ConcurrentDictionary<(string Model, string Version), bool> asked = new();
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether some versions may not be read.</summary>
    public bool IsSelective => registry.IsFarAway;

    /// <summary>Ends when a version is asked for that was not before.</summary>
    public Task Changed => changed.Task;

    /// <summary>Asks for a listed version: the registry bounds how many there are.</summary>
    public void Ask(PublishedVersion version)
    {
        if (asked.TryAdd((version.Model, version.Version), true))
        {
            Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }

    /// <summary>The wanted versions of a model.</summary>
    public IReadOnlySet<string> Of(RegistryModel model)
    {
        if (!IsSelective)
        {
            return model.Versions.Select(version => version.Version).ToHashSet(StringComparer.Ordinal);
        }

        var newest = model.Versions.Where(version => version.Problem.Length == 0).Select(version => version.Version)
            .OrderDescending(NaturalVersionComparer.Instance).Take(model.Aliases.Count == 0 ? 1 : 0);
        return model.Versions.Select(version => version.Version).Where(version => asked.ContainsKey((model.Name, version)))
            .Concat(model.Aliases.Values).Concat(newest).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Forgets who asked for what is no longer listed.</summary>
    public void Keep(RegistryListing listing)
    {
        var listed = listing.Models.SelectMany(model => model.Versions.Select(version => (model.Name, version.Version))).ToHashSet();
        foreach (var gone in asked.Keys.Where(version => !listed.Contains(version)))
        {
            asked.TryRemove(gone, out _);
        }
    }
}
