using FedMl.Features.Sources;

namespace FedMl.Features.Hedging;

/// <summary>
/// Asks the source a second time where a read takes longer than reads of the view usually do; the first answer counts and
/// the other read is stopped.
/// </summary>
internal sealed class HedgedReader(IRowReader reader, HedgingOptions options, RetryBudget budget, FeaturesMetrics metrics, TimeProvider time) : IRowReader
{
    private readonly RecentTimes times = new();

    public IRowScanner? Scanner => reader.Scanner;

    public IHistoryReader? History => reader.History;

    public Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken) => reader.RefreshAsync(cancellationToken);

    public async ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken)
    {
        budget.Earn();
        var started = time.GetTimestamp();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var first = reader.ReadAsync(request, stopping.Token).AsTask();
            var rows = await IsSlowAsync(first, stopping.Token) && budget.TrySpend()
                ? await FirstAnswerAsync(first, reader.ReadAsync(request, stopping.Token).AsTask())
                : await first;
            times.Add(time.GetElapsedTime(started));
            return rows;
        }
        finally
        {
            await stopping.CancelAsync();
        }
    }

    public void Dispose() => reader.Dispose();

    private async Task<bool> IsSlowAsync(Task<SourceRows> read, CancellationToken cancellationToken)
    {
        if (read.IsCompleted || times.Usual is not { } usual)
        {
            return false;
        }

        await Task.WhenAny(read, Task.Delay(usual > options.MinDelay ? usual : options.MinDelay, time, cancellationToken));
        return !read.IsCompleted && !cancellationToken.IsCancellationRequested;
    }

    private async Task<SourceRows> FirstAnswerAsync(Task<SourceRows> first, Task<SourceRows> second)
    {
        var sooner = await Task.WhenAny(first, second);
        var later = sooner == first ? second : first;
        var answer = sooner.IsCompletedSuccessfully ? sooner : later;
        metrics.Hedged(answer == first ? "first" : "second");
        _ = (answer == first ? second : first).ContinueWith(static lost => lost.Exception, TaskContinuationOptions.ExecuteSynchronously); // Observed, and of no use.
        return await answer;
    }
}
