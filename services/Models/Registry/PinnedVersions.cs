using System.Collections.Immutable;

namespace FedMl.Models.Registry;

/// <summary>Versions that requests have made something of, such as an alias: no limit on the number of versions leaves them out.</summary>
internal sealed class PinnedVersions
{
    private readonly TaskCompletionSource known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyDictionary<string, IReadOnlySet<string>> versions = ImmutableDictionary<string, IReadOnlySet<string>>.Empty;

    /// <summary>Ends when they are known for the first time; a look before that could leave out what must not be.</summary>
    public Task Known => known.Task;

    /// <summary>Those of a model.</summary>
    public IReadOnlySet<string> Of(string model) => versions.GetValueOrDefault(model) ?? ImmutableHashSet<string>.Empty;

    public void Set(IReadOnlyDictionary<string, IReadOnlySet<string>> byModel)
    {
        versions = byModel;
        known.TrySetResult();
    }
}
