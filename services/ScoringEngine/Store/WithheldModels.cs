using System.Collections.Concurrent;

namespace FedMl.ScoringEngine.Store;

/// <summary>Models that were unloaded by request, in this process and until it ends or they are loaded by request again.</summary>
public sealed class WithheldModels
{
    // Only published models come here, so the registry bounds the number.
    private readonly ConcurrentDictionary<string, bool> names = new(StringComparer.Ordinal);

    /// <summary>Raised when one is added or removed.</summary>
    internal event Action? Changed;

    internal bool Has(string model) => names.ContainsKey(model);

    /// <summary>Lets nothing of a model be loaded.</summary>
    public void Add(string model)
    {
        names[model] = true;
        Changed?.Invoke();
    }

    /// <summary>Lets a model be loaded again.</summary>
    public void Remove(string model)
    {
        names.TryRemove(model, out _);
        Changed?.Invoke();
    }

    internal void Keep(IReadOnlyDictionary<string, Protos.Models.V1.Model> published)
    {
        foreach (var gone in names.Keys.Where(name => !published.ContainsKey(name)))
        {
            names.TryRemove(gone, out _);
        }
    }
}
