using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Duckdb;

/// <summary>Keeps the rows of one plan loaded and swaps them whole when the asset's file changed.</summary>
internal sealed class DuckDbReader(RowPlan plan, IAssets assets, DuckDbEngine engine, FeaturesOptions options, SemaphoreSlim turns)
    : IRowReader, IRowScanner, IHistoryReader
{
    private const int MaxLooksSkipped = 64;

    // Of DuckDB's memory; it takes some times that much to sort rows, beside those that are sorted already.
    private const int ShareOfSorting = 16;

    // What was too slow once will be again: little of the time goes into trying it.
    private const int LooksSkippedAfterTimeout = 1024;

    private readonly CancellationTokenSource disposing = new();
    private readonly Lock swapping = new();

    private volatile State state = new(null, null, [Unavailable("it has not been read yet")]);
    private FileStamp? seen;
    private int failures;
    private int looksToSkip;

    public async Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        await turns.WaitAsync(stopping.Token);
        try
        {
            return await Task.Run(() => Refresh(stopping.Token), stopping.Token);
        }
        finally
        {
            turns.Release();
        }
    }

    public ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken) =>
        ReadAsync(rows => rows.ReadAsync(request, cancellationToken));

    public ValueTask<SourceRows> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken) =>
        ReadAsync(rows => rows.ReadHistoryAsync(request, cancellationToken));

    private async ValueTask<SourceRows> ReadAsync(Func<ILoadedRows, ValueTask<SourceRows>> read)
    {
        while (true)
        {
            var current = state;
            if (current.Rows is null)
            {
                throw PlanFault.ToException(plan.Asset, current.Faults);
            }

            try
            {
                return await read(current.Rows);
            }
            catch (DuckDBException) when (!ReferenceEquals(current, state))
            {
                // The rows were swapped and the old ones dropped before this read began.
            }
            catch (DuckDBException exception)
            {
                throw new SourceUnavailableException($"The source cannot be read: {DuckDbErrors.Describe(exception)}.", exception);
            }
        }
    }

    public async IAsyncEnumerable<ScannedRows> ScanAsync(ScanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SharedRows rows;
        do
        {
            var current = state;
            rows = current.Rows ?? throw PlanFault.ToException(plan.Asset, current.Faults);
        }
        while (!rows.TryEnter()); // They were swapped and dropped since.

        try
        {
            await foreach (var batch in ReadAhead.Run(stopping => rows.ScanAsync(request, stopping), cancellationToken))
            {
                yield return batch;
            }
        }
        finally
        {
            rows.Dispose();
        }
    }

    public void Dispose()
    {
        lock (swapping)
        {
            disposing.Cancel();
            state.Rows?.Dispose();
        }
    }

    private static PlanFault Unavailable(string why) => new(ErrorReason.SourceUnavailable, null, why);

    private IReadOnlyList<PlanFault> Refresh(CancellationToken cancellationToken)
    {
        State next;
        try
        {
            var before = seen;
            seen = null;
            var stamp = assets.StampOf(plan.Asset);
            seen = stamp;
            var isChanged = stamp != before;
            failures = isChanged ? 0 : failures;
            if (stamp == state.Stamp || (isChanged && state.Stamp is not null) || (!isChanged && looksToSkip-- > 0))
            {
                return state.Faults;
            }

            next = LoadInTime(stamp, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (ServiceException exception)
        {
            next = Failed(exception.Message);
        }
        catch (Exception exception) when (exception is DuckDBException or IOException or UnauthorizedAccessException)
        {
            next = Failed($"the asset cannot be read: {DuckDbErrors.Describe(exception)}");
        }

        Swap(next);
        return next.Faults;
    }

    private void Swap(State next)
    {
        lock (swapping)
        {
            if (disposing.IsCancellationRequested)
            {
                next.Rows?.Dispose(); // Its table would stay for ever.
                return;
            }

            var old = state;
            state = next;
            old.Rows?.Dispose();
        }
    }

    private State LoadInTime(FileStamp stamp, CancellationToken cancellationToken)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(TimeSpan.FromSeconds(options.LoadTimeoutSeconds));
        try
        {
            return Load(stamp, time.Token);
        }
        catch (Exception exception) when (exception is (DuckDBException or OperationCanceledException) && time.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            looksToSkip = LooksSkippedAfterTimeout;
            return new State(null, null, [Unavailable(
                $"reading it took longer than {options.LoadTimeoutSeconds} seconds ({FeaturesOptions.Section}:{nameof(options.LoadTimeoutSeconds)})")]);
        }
    }

    // What failed may have to do with a moment, or with a large file that will fail again: it is tried less and less often.
    private State Failed(string why)
    {
        looksToSkip = failures;
        failures = Math.Min((failures * 2) + 1, MaxLooksSkipped);
        return new State(null, null, [Unavailable(why)]);
    }

    private State Load(FileStamp stamp, CancellationToken cancellationToken)
    {
        using var asset = assets.Open(plan.Asset, withTypes: plan.All.Any(column => column.Expression is not null), cancellationToken);
        var binding = new PlanBinding(asset);
        var bound = binding.Bind(plan);
        if (binding.Faults.Count > 0)
        {
            return new State(stamp, null, binding.Faults);
        }

        var loader = new RowLoader(plan, bound, options.MaxRowsInMemory, options.MaxBytesInMemory);
        using var command = asset.Connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", bound.Select(column => column.Sql))} FROM {asset.From}";
        command.UseStreamingMode = true;
        using (var reader = command.ExecuteReader())
        {
            var table = loader.Load(reader, cancellationToken);
            if (loader.Faults.Count > 0)
            {
                return new State(stamp, null, [.. loader.Faults]);
            }

            if (table is not null)
            {
                return new State(stamp, new SharedRows(new RowsInMemory(table)), []);
            }
        }

        var rows = new RowsInDuckDb(plan, bound, asset, engine, loader.Size, (long)options.DuckDbMegabytes * 1024 * 1024 / ShareOfSorting);
        if (!assets.HaveTransactions && assets.StampOf(plan.Asset) != stamp)
        {
            // It was read several times: not all rows need be of one state.
            rows.Dispose();
            return Failed("the asset changed while it was read");
        }

        return new State(stamp, new SharedRows(rows), []);
    }

    /// <param name="Stamp">State of the file that was read; null: reading it failed, to be tried again.</param>
    private sealed record State(FileStamp? Stamp, SharedRows? Rows, IReadOnlyList<PlanFault> Faults);
}
