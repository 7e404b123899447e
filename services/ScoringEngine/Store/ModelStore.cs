using System.Collections.Frozen;
using FedMl.Protos.Auth.V1;
using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn.Grants;

namespace FedMl.ScoringEngine.Store;

/// <summary>
/// The models loaded in this process. Reading takes no lock: the loader swaps whole snapshots. A request never
/// waits for a download; what it misses is noted for the loader.
/// </summary>
public sealed class ModelStore(StatusBoard statuses, AskedVersions asked, CurrentCaller? caller = null)
{
    private static readonly TimeSpan LoadRetryAfter = TimeSpan.FromSeconds(1);

    private volatile FrozenDictionary<string, ModelEntry> entries = FrozenDictionary<string, ModelEntry>.Empty;
    private volatile bool known;

    /// <summary>True once the models of the registry are known.</summary>
    public bool IsKnown => known;

    /// <summary>Names of all published models, sorted.</summary>
    public IReadOnlyList<string> ModelNames => [.. entries.Keys.Where(Sees).Order(StringComparer.Ordinal)];

    /// <summary>Takes a model for use.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Version or alias; empty: the server's choice.</param>
    /// <exception cref="ServiceException">
    /// MODEL_NOT_FOUND, MODEL_VERSION_NOT_FOUND, MODEL_NOT_READY, or the reason why it could not be loaded.
    /// </exception>
    public ModelUse Acquire(string model, string version) => Acquire(model, version, null);

    /// <summary>Takes a model to score a request with; a roll-out has a say where no version is named.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Version or alias; empty: the server's choice.</param>
    /// <param name="key">Where in a roll-out the request goes.</param>
    /// <exception cref="ServiceException">Those of <see cref="Acquire(string, string)"/>.</exception>
    public ModelUse Acquire(string model, string version, RoutingKey key) => Acquire(model, version, (RoutingKey?)key);

    private ModelUse Acquire(string model, string version, RoutingKey? key)
    {
        // A version that is being unloaded refuses new uses; by then the snapshot without it is there.
        while (true)
        {
            var loaded = (key is { } routed && version.Length == 0 ? EntryOf(model).Choose(routed) : null) ?? Find(model, version);
            if (loaded.TryBeginUse())
            {
                return new ModelUse(loaded);
            }
        }
    }

    /// <summary>Takes a loaded model by its name, and by its version unless that is empty; false where it is not that easy.</summary>
    public bool TryAcquire(ReadOnlySpan<char> model, ReadOnlySpan<char> version, out ModelUse use)
    {
        use = default;
        if (!entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(model, out var entry))
        {
            return false;
        }

        var loaded = version.IsEmpty ? entry.Choose(RoutingKey.None) : null;
        if (!version.IsEmpty)
        {
            if (!entry.Loaded.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(version, out loaded))
            {
                return false;
            }

            asked.Renew(loaded.Key.Model, loaded.Key.Version);
        }

        if (loaded is null || !Sees(loaded.Key.Model) || !loaded.TryBeginUse())
        {
            return false;
        }

        use = new ModelUse(loaded);
        return true;
    }

    /// <summary>Takes the version that an alias stands for.</summary>
    /// <exception cref="ServiceException">ALIAS_NOT_FOUND and those of <see cref="Acquire"/>.</exception>
    public ModelUse AcquireAlias(string model, string alias) =>
        EntryOf(model).Aliases.TryGetValue(alias, out var version)
            ? Acquire(model, version)
            : throw new ServiceException(ErrorReason.AliasNotFound, $"Model '{model}' has no alias '{alias}'");

    /// <summary>Versions of a model that can be asked for, oldest first.</summary>
    /// <exception cref="ServiceException">MODEL_NOT_FOUND, or MODEL_NOT_READY while the models are not known.</exception>
    public IReadOnlyList<string> PublishedVersions(string model) => EntryOf(model).Published;

    /// <summary>Versions that are loaded now, of one model or of all where the name is empty; to look at, not to score with.</summary>
    public IReadOnlyList<LoadedModel> Loaded(string model) =>
    [
        .. entries.Where(e => (model.Length == 0 || e.Key == model) && Sees(e.Key))
            .OrderBy(e => e.Key, StringComparer.Ordinal)
            .SelectMany(e => e.Value.Published.Select(v => e.Value.Loaded.GetValueOrDefault(v)).OfType<LoadedModel>()),
    ];

    /// <summary>The share of the requests without a version that a version has, percent.</summary>
    internal int WeightOf(string model, string version) => entries.GetValueOrDefault(model) switch
    {
        { Table: { } table } => table.Count(m => m.Key.Version == version),
        { Default: { } only } when only.Key.Version == version => RoutingKey.Slots,
        _ => 0,
    };

    internal bool IsShadow(string model, string version) => entries.GetValueOrDefault(model)?.Shadow?.Key.Version == version;

    internal string? DefaultVersionOf(string model) => entries.GetValueOrDefault(model)?.Default?.Key.Version;

    internal LoadedModel? TryPeek(string model, string version) => entries.GetValueOrDefault(model)?.Loaded.GetValueOrDefault(version);

    internal int IndexOfVersion(string model, string version) => entries.GetValueOrDefault(model)?.Published.ToList().IndexOf(version) ?? -1;

    internal void Publish(IReadOnlyDictionary<string, ModelEntry> snapshot)
    {
        entries = snapshot.ToFrozenDictionary(StringComparer.Ordinal);
        known = true;
    }

    private LoadedModel Find(string model, string version)
    {
        var entry = EntryOf(model);
        if (version.Length == 0)
        {
            return entry.Default ?? throw NotLoaded(model, entry.Published is [.., var newest] ? newest : null);
        }

        if (entry.Loaded.TryGetValue(version, out var loaded))
        {
            asked.Renew(model, version);
            return loaded;
        }

        if (entry.Published.Contains(version, StringComparer.Ordinal))
        {
            asked.Add(model, version);
            throw NotLoaded(model, version);
        }

        return entry.Aliases.TryGetValue(version, out var aliased)
            ? entry.Loaded.TryGetValue(aliased, out loaded) ? loaded : throw NotLoaded(model, aliased)
            : throw new ServiceException(ErrorReason.ModelVersionNotFound, $"Request for unknown model: '{model}' version '{version}' is not found");
    }

    /// <summary>Whether the caller that is being answered may know of the model; to others it is not there.</summary>
    public bool Sees(string model) => caller?.Sees(Resource.Models, model) != false;

    private ModelEntry EntryOf(string model) => entries.TryGetValue(model, out var entry) && Sees(model)
        ? entry
        : known
            ? throw new ServiceException(ErrorReason.ModelNotFound, $"Request for unknown model: '{model}' is not found")
            : throw new ServiceException(ErrorReason.ModelNotReady, "The models of the registry are not known yet.") { RetryAfter = LoadRetryAfter };

    private ServiceException NotLoaded(string model, string? version)
    {
        var status = version is null ? null : statuses.Find(model, version);
        return status is { State: Protos.Scoring.V1.ModelState.Failed }
            ? new ServiceException(status.Reason, $"Model '{model}' version '{version}' is not at ready state: {status.Message}")
            : new ServiceException(ErrorReason.ModelNotReady, $"Request for model: '{model}'{(version is null ? "" : $" version '{version}'")} is not at ready state") { RetryAfter = LoadRetryAfter };
    }
}
