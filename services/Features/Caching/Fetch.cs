namespace FedMl.Features.Caching;

/// <summary>
/// One read of the source that several requests may wait for. It goes on while anyone waits, whoever began it; when all
/// have gone it is stopped.
/// </summary>
internal sealed class Fetch : IDisposable
{
    private readonly TaskCompletionSource<CachedRow[]> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly List<RowKey> keys = [];
    private int waiting;

    public Fetch() => Stopped = stop.Token;

    /// <summary>What is fetched, in the order of the answer.</summary>
    public IReadOnlyList<RowKey> Keys => keys;

    public CancellationToken Stopped { get; }

    /// <summary>One for each key.</summary>
    public Task<CachedRow[]> Rows => done.Task;

    /// <summary>Whether nobody waits any more. Guarded, as all below, by <see cref="FetchesUnderWay"/>.</summary>
    public bool IsAbandoned { get; private set; }

    /// <returns>The key's place.</returns>
    public int Add(RowKey key)
    {
        keys.Add(key);
        return keys.Count - 1;
    }

    public void Join() => waiting++;

    /// <returns>Whether it was the last.</returns>
    public bool Leave() => IsAbandoned = --waiting == 0;

    public void Complete(CachedRow[] rows) => done.SetResult(rows);

    public void Fail(Exception exception)
    {
        done.SetException(exception);
        _ = done.Task.Exception; // Observed, even if nobody waits any more.
    }

    /// <summary>Stops it if it is still running.</summary>
    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }
}
