using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Loading;

/// <summary>
/// The memory of all versions that are loaded, being loaded or being unloaded, and its limit: a load that would pass
/// it is refused before the memory is taken, so that the process is not ended for it.
/// </summary>
internal sealed class MemoryBudget(IOptions<EngineOptions> options)
{
    // The rest is for requests, the garbage collector and what the process is made of.
    private const double DefaultShare = 0.75;

    private readonly Lock door = new();
    private readonly List<MemoryShare> shares = [];

    /// <summary>Raised after memory became free.</summary>
    public event Action? Freed;

    /// <summary>Bytes that all versions may take together.</summary>
    public long Limit { get; } = options.Value.MaxModelBytes is > 0 and var limit
        ? limit
        : (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * DefaultShare);

    /// <summary>Begins to count a version's memory.</summary>
    public MemoryShare Open(ModelKey key)
    {
        var share = new MemoryShare(this, key);
        lock (door)
        {
            shares.Add(share);
        }

        return share;
    }

    /// <summary>Whether so many bytes more are within the limit now.</summary>
    public bool Fits(long bytes)
    {
        lock (door)
        {
            return Held() + bytes <= Limit;
        }
    }

    /// <summary>Bytes by version; two artifacts of one version count together.</summary>
    public IReadOnlyDictionary<(string Model, string Version), long> ByVersion()
    {
        lock (door)
        {
            return shares.GroupBy(s => (s.Key.Model, s.Key.Version)).ToDictionary(g => g.Key, g => g.Sum(s => s.Bytes));
        }
    }

    internal void Take(MemoryShare share, long bytes)
    {
        lock (door)
        {
            var others = Held() - share.Bytes;
            var needed = share.Bytes + bytes;
            if (others + needed > Limit)
            {
                throw new ModelMemoryException(needed, $"Loading takes up to {needed} bytes of memory; other versions hold {others}, and the limit is {Limit}.");
            }

            share.Reserved += bytes;
        }
    }

    internal void Free(MemoryShare share, long bytes)
    {
        lock (door)
        {
            share.Reserved -= bytes;
        }

        Freed?.Invoke();
    }

    internal void Close(MemoryShare share)
    {
        bool closed;
        lock (door)
        {
            closed = shares.Remove(share);
        }

        if (closed)
        {
            Freed?.Invoke();
        }
    }

    private long Held() => shares.Sum(s => s.Bytes);
}

/// <summary>MODEL_LIMIT_REACHED for lack of memory.</summary>
/// <param name="neededBytes">What has to be free before it is worth another try.</param>
/// <param name="message">What is taken and what is the limit.</param>
internal sealed class ModelMemoryException(long neededBytes, string message) : ServiceException(ErrorReason.ModelLimitReached, message)
{
    public long NeededBytes { get; } = neededBytes;
}
