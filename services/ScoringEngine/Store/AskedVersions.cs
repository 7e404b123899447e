using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Store;

/// <summary>Versions that requests asked for by name: the loader loads them and keeps them while they are asked for.</summary>
public sealed class AskedVersions(IOptions<EngineOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Model, string Version), long> lastAsked = new();

    /// <summary>Raised when a version is asked for that was not before.</summary>
    internal event Action? Changed;

    internal void Add(string model, string version)
    {
        // Only published versions come here, so the registry bounds the size; the loader bounds what it loads of them.
        if (lastAsked.TryAdd((model, version), time.GetTimestamp()))
        {
            Changed?.Invoke();
        }
        else
        {
            lastAsked[(model, version)] = time.GetTimestamp();
        }
    }

    internal void Renew(string model, string version)
    {
        if (lastAsked.TryGetValue((model, version), out var seen) && time.GetElapsedTime(seen) > TimeSpan.FromSeconds(10))
        {
            lastAsked[(model, version)] = time.GetTimestamp();
        }
    }

    /// <summary>Versions asked for lately, the latest first and no more than the limit; forgets those of long ago.</summary>
    internal IReadOnlyList<(string Model, string Version)> Current()
    {
        var keep = TimeSpan.FromMinutes(options.Value.KeepAskedMinutes);
        foreach (var (key, seen) in lastAsked)
        {
            if (time.GetElapsedTime(seen) > keep)
            {
                lastAsked.TryRemove(new KeyValuePair<(string, string), long>(key, seen));
            }
        }

        return [.. lastAsked.OrderByDescending(entry => entry.Value).Take(options.Value.MaxAskedVersions).Select(entry => entry.Key)];
    }
}
