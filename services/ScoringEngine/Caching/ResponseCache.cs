using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Hashing;
using System.Security.Cryptography;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Caching;

/// <summary>
/// Responses of one loaded version, found by its inputs. Made with the version and dropped with it, so that no other
/// version or artifact ever meets them. A response holds all outputs, so that what a request asks for, its id and its
/// parameters make no difference.
/// </summary>
/// <remarks>
/// The hash only finds a response; it is given only where the kept inputs are equal byte for byte. So no collision,
/// made on purpose or not, gives a foreign answer, and the hash may be a fast one: XXH3, at memory speed, where a
/// cryptographic hash costs more than a small model's run. Its seed is secret, so that nobody can choose inputs that
/// push each other out. The price is that the inputs are kept as well.
/// </remarks>
internal sealed class ResponseCache : IDisposable
{
    // More would hold the lock for long where nearly all are in use.
    private const int MaxSecondChances = 32;

    private readonly ConcurrentDictionary<ulong, LinkedListNode<CachedResponse>> responses = new();
    private readonly LinkedList<CachedResponse> order = [];
    private readonly Lock gate = new();
    private readonly long seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private readonly long maxBytes;
    private readonly TimeSpan? timeToLive;
    private readonly TimeProvider time;
    private readonly CacheMetrics metrics;
    private long bytes;

    private ResponseCache(string model, CacheSettings settings, TimeProvider time)
    {
        maxBytes = settings.MaxBytes;
        timeToLive = settings.TimeToLiveSeconds > 0 ? TimeSpan.FromSeconds(settings.TimeToLiveSeconds) : null;
        this.time = time;
        metrics = new CacheMetrics(model);
    }

    /// <summary>Memory of what is kept.</summary>
    public long Bytes => Volatile.Read(ref bytes);

    /// <summary>Number of responses kept.</summary>
    public int Count => responses.Count;

    /// <summary>A cache for a version that is being loaded; null where the model has none.</summary>
    public static ResponseCache? Of(string model, CacheSettings settings, TimeProvider time) =>
        settings.Enabled ? new ResponseCache(model, settings, time) : null;

    /// <summary>Fills the outputs with the response to equal inputs; where there is none, runs and keeps it.</summary>
    public async ValueTask AnswerAsync(BoundRun run, int priority, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var began = Stopwatch.GetTimestamp();
        run.ReadInputs();
        var hash = HashOf(run);
        if (TryFill(run, hash))
        {
            run.CacheLookup = new CacheLookup(CacheResult.Hit, Stopwatch.GetTimestamp() - began);
            metrics.Hit();
            return;
        }

        var looked = Stopwatch.GetTimestamp() - began;
        metrics.Miss();
        await run.RunInLineAsync(priority, cancellationToken);
        began = Stopwatch.GetTimestamp();
        Keep(run, hash);
        run.CacheLookup = new CacheLookup(CacheResult.Miss, looked + Stopwatch.GetTimestamp() - began);
    }

    public void Dispose()
    {
        lock (gate)
        {
            while (order.First is { } first)
            {
                Remove(first);
            }
        }
    }

    // Each tensor's hash is the seed of the next one's, so that nothing has to be put together first.
    private ulong HashOf(BoundRun run)
    {
        var hash = (ulong)seed ^ (uint)run.Rows;
        foreach (var input in run.Inputs)
        {
            hash = XxHash3.HashToUInt64(input.Bytes, (long)hash);
        }

        return hash;
    }

    private bool TryFill(BoundRun run, ulong hash) =>
        responses.TryGetValue(hash, out var node) && IsFresh(node.Value) && node.Value.TryFill(run);

    private bool IsFresh(CachedResponse response) => timeToLive is not { } limit || time.GetElapsedTime(response.KeptAt) < limit;

    private void Keep(BoundRun run, ulong hash)
    {
        if (run.IsResized || CachedResponse.SizeOf(run) > Math.Min(maxBytes, Array.MaxLength))
        {
            return;
        }

        var response = new CachedResponse(run, hash, time.GetTimestamp());
        lock (gate)
        {
            // An old one, another one's that ran at the same time, or one of other inputs: the latest stays.
            if (responses.TryGetValue(hash, out var before))
            {
                Remove(before);
            }

            MakeRoom(response.Size);
            responses[hash] = order.AddLast(response);
            Add(response.Size);
        }
    }

    // Second chance (CLOCK): near to the least recently used, without a lock or a move at each hit.
    private void MakeRoom(long size)
    {
        var chances = MaxSecondChances;
        while (bytes + size > maxBytes)
        {
            var oldest = order.First!;
            if (chances-- > 0 && oldest.Value.TakeUse())
            {
                order.RemoveFirst();
                order.AddLast(oldest);
                continue;
            }

            Remove(oldest);
            metrics.Evicted();
        }
    }

    private void Remove(LinkedListNode<CachedResponse> node)
    {
        responses.TryRemove(node.Value.Hash, out _);
        order.Remove(node);
        Add(-node.Value.Size);
    }

    private void Add(long change)
    {
        Volatile.Write(ref bytes, bytes + change);
        metrics.Changed(change);
    }
}
