using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Caching;

/// <summary>Answers from kept rows and asks the source, once, for the keys that are missing.</summary>
internal sealed class CachedReader(IRowReader reader, RowPlan plan, RowCache cache, CachePolicy policy, CacheMetrics.OfView metrics, TimeProvider time)
    : IRowReader
{
    // Requests are made by programs, which ask for the same few sets of columns; any more are answered, not remembered.
    private const int MaxRememberedColumns = 64;

    private readonly FetchesUnderWay underWay = new();
    private volatile WantedColumns[] remembered = [];

    /// <summary>A scan asks for every row once: nothing of it is kept.</summary>
    public IRowScanner? Scanner => reader.Scanner;

    /// <summary>What was is asked about once too.</summary>
    public IHistoryReader? History => reader.History;

    public Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken)
    {
        cache.ShowSize();
        return reader.RefreshAsync(cancellationToken);
    }

    public ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken)
    {
        var wanted = WantedOf(request.Wanted);
        var key = new RowKey(this, wanted.Set, request);
        var found = new CachedRow?[request.Keys[0].Count];
        List<int>? missing = null;
        var hits = 0;
        var now = time.GetTimestamp();
        for (var row = 0; row < found.Length; row++)
        {
            found[row] = FindFresh(key.At(row), now);
            if (found[row] is not null)
            {
                hits++;
            }
            else if (!key.IsNull)
            {
                (missing ??= []).Add(row);
            }
        }

        metrics.Hit(hits);
        return missing is null ? new(Answer(wanted, found, null)) : FetchAsync(request, wanted, key, found, missing, cancellationToken);
    }

    public void Dispose()
    {
        reader.Dispose();
        cache.Forget(this);
    }

    private WantedColumns WantedOf(IReadOnlyList<int> asked)
    {
        var known = remembered;
        foreach (var wanted in known)
        {
            if (wanted.Is(asked))
            {
                return wanted;
            }
        }

        var made = WantedColumns.Of(plan, asked);
        if (known.Length < MaxRememberedColumns)
        {
            remembered = [.. known, made];
        }

        return made;
    }

    private CachedRow? FindFresh(RowKey key, long now) => cache.Find(key) is { } row && policy.IsFresh(row, time.GetElapsedTime(row.FetchedAt, now)) ? row : null;

    private async ValueTask<SourceRows> FetchAsync(
        RowRequest request, WantedColumns wanted, RowKey key, CachedRow?[] found, List<int> missing, CancellationToken cancellationToken)
    {
        bool[]? stale = null;
        var joined = underWay.Join(key, missing, one => FindFresh(one, time.GetTimestamp()));
        metrics.Missed(joined.OwnRows.Count, joined.Waits.Count + joined.Fresh.Count);
        joined.Fresh.ForEach(fresh => found[fresh.Row] = fresh.Found);
        try
        {
            if (joined.Own is { } own)
            {
                joined.Waits.AddRange(joined.OwnRows.Select((row, place) => (row, own, place)));
                _ = RunAsync(own, request, wanted, joined.OwnRows);
            }

            await Task.WhenAll(joined.Fetches.Select(fetch => fetch.Rows)).WaitAsync(cancellationToken);
            foreach (var (row, fetch, place) in joined.Waits)
            {
                found[row] = (await fetch.Rows)[place];
            }
        }
        catch (ServiceException exception) when (ErrorCatalogue.Of(exception.Reason).Retryable && TakeKept(key, found, missing) is { } taken)
        {
            stale = taken;
        }
        finally
        {
            underWay.Leave(joined);
        }

        return Answer(wanted, found, stale);
    }

    // Under its own cancellation and deadline, not of the request's that happened to begin it.
    private async Task RunAsync(Fetch fetch, RowRequest request, WantedColumns wanted, List<int> rows)
    {
        try
        {
            var fetchedAt = time.GetTimestamp();
            var keys = request with { Keys = [.. request.Keys.Select(column => Pick(column, rows))], Wanted = wanted.Set.Columns, Deadline = null };
            var answer = await reader.ReadAsync(keys, fetch.Stopped);
            var fetched = new CachedRow[rows.Count];
            for (var i = 0; i < fetched.Length; i++)
            {
                fetched[i] = CachedRow.Of(answer, i, fetchedAt, wanted.Set);
                cache.Keep(fetch.Keys[i], fetched[i], policy.KeepFor(fetched[i]));
            }

            cache.ShowSize();
            underWay.Remove(fetch);
            fetch.Complete(fetched);
        }
        catch (Exception exception)
        {
            underWay.Remove(fetch);
            fetch.Fail(exception);
        }
    }

    /// <summary>Takes what is kept for the missing rows, however old the policy allows.</summary>
    /// <returns>Which rows of the request are too old to be sure of; null: something is missing.</returns>
    private bool[]? TakeKept(RowKey key, CachedRow?[] found, List<int> missing)
    {
        var stale = new bool[found.Length];
        foreach (var row in missing)
        {
            var kept = cache.Find(key.At(row));
            if (kept is null || !policy.IsUsable(kept, time.GetElapsedTime(kept.FetchedAt)))
            {
                return null;
            }

            found[row] = kept;
            stale[row] = !policy.IsFresh(kept, time.GetElapsedTime(kept.FetchedAt));
        }

        metrics.Stale(stale.Count(isStale => isStale));
        return stale;
    }

    private SourceRows Answer(WantedColumns wanted, CachedRow?[] found, bool[]? stale)
    {
        var (answer, oldest) = CachedAnswer.Make(plan, wanted, found, stale);
        if (oldest is { } fetchedAt)
        {
            metrics.Answered(time.GetElapsedTime(fetchedAt));
        }

        return answer;
    }

    private static ColumnValues Pick(ColumnValues column, List<int> rows)
    {
        var picked = column.NewLike();
        rows.ForEach(row => picked.AddFrom(column, row));
        return picked;
    }
}
