using System.Collections.Immutable;
using FedMl.Models.Registry;
using FedMl.Models.Steering;
using FedMl.Protos.Auth.V1;
using FedMl.ServiceDefaults.SignIn.Grants;

namespace FedMl.Models.Catalog;

/// <summary>
/// The picture of all models, versions and aliases, in memory: requests read it and never wait for the registry.
/// It is replaced as a whole when the registry has changed, or what is on record of the models.
/// </summary>
/// <param name="feed">Tells watchers.</param>
/// <param name="waitsForSteering">Whether there is no picture before <see cref="Steer"/> was called.</param>
/// <param name="caller">Who sees which models; null: everybody all.</param>
internal sealed class ModelCatalog(ModelFeed feed, bool waitsForSteering = false, CurrentCaller? caller = null)
{
    private readonly Lock gate = new();
    private IReadOnlyList<PublishedModel>? registered;
    private IReadOnlyDictionary<string, ModelSteering>? steerings = waitsForSteering ? null : ImmutableDictionary<string, ModelSteering>.Empty;
    private volatile ImmutableSortedDictionary<string, PublishedModel>? picture;

    /// <summary>Whether a first picture is there.</summary>
    public bool IsReady => picture is not null;

    /// <summary>All models by name.</summary>
    /// <exception cref="RegistryUnavailableException">The registry has not been read yet.</exception>
    public IReadOnlyDictionary<string, PublishedModel> Models =>
        picture ?? throw new RegistryUnavailableException("The registry is still being read for the first time.");

    public PublishedVersion Version(string model, string version)
    {
        new RequestCheck().Name("model", model).Name("version", version).ThrowIfFaulty();
        return Find(model).Version(version) ?? throw new ModelVersionNotFoundException(model, version);
    }

    /// <summary>The aliases that stand for a version.</summary>
    public IEnumerable<string> AliasesOf(PublishedVersion version) =>
        Find(version.Model).Aliases.Where(alias => alias.Value == version.Version).Select(alias => alias.Key);

    /// <summary>The version that an alias stands for.</summary>
    public string Resolve(string model, string alias)
    {
        new RequestCheck().Name("model", model).Name("alias", alias).ThrowIfFaulty();
        return Find(model).Aliases.TryGetValue(alias, out var version) ? version : throw new AliasNotFoundException(model, alias);
    }

    /// <summary>A model as the registry has it, without what is on record of it.</summary>
    public PublishedModel Registered(string model)
    {
        var shown = Find(model);
        lock (gate)
        {
            return registered!.FirstOrDefault(m => m.Name == model) ?? shown;
        }
    }

    /// <summary>A model with what is on record of it.</summary>
    public PublishedModel Find(string model) => (Sees(model) ? Models.GetValueOrDefault(model) : null) ?? throw new ModelNotFoundException(model);

    /// <summary>Whether the caller that is being answered may know of the model; to others it is not there.</summary>
    public bool Sees(string model) => caller?.Sees(Resource.Models, model) != false;

    /// <summary>Takes what the registry has, and tells every watcher what has changed.</summary>
    public void Show(IReadOnlyList<PublishedModel> models)
    {
        lock (gate)
        {
            registered = models;
            Draw();
        }
    }

    /// <summary>Takes what is on record of all models, and tells every watcher what has changed.</summary>
    public void Steer(IReadOnlyDictionary<string, ModelSteering> records)
    {
        lock (gate)
        {
            steerings = records;
            Draw();
        }
    }

    private void Draw()
    {
        if (registered is null || steerings is null)
        {
            return;
        }

        var before = picture;
        var after = registered.ToImmutableSortedDictionary(m => m.Name, m => steerings.GetValueOrDefault(m.Name)?.Steer(m) ?? m, StringComparer.Ordinal);
        picture = after;
        feed.Send([.. after.Values], before is null ? [] : Changes(before, after));
    }

    private static List<CatalogEvent> Changes(
        ImmutableSortedDictionary<string, PublishedModel> before, ImmutableSortedDictionary<string, PublishedModel> after) =>
    [
        .. before.Keys.Where(name => !after.ContainsKey(name)).Select(name => new ModelRemoved(name)),
        .. after.Values.Where(m => !before.TryGetValue(m.Name, out var old) || !m.LooksLike(old)).Select(m => new ModelChanged(m)),
    ];
}
