using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Hedging;

/// <summary>A source far away whose reads end when the test says so.</summary>
internal sealed class SlowReader : IRowReader
{
    private readonly List<(TaskCompletionSource<SourceRows> Answer, CancellationToken Stopped)> reads = [];

    public int Reads => reads.Count;

    public static SourceRows Rows(double value) => new([0], [ColumnValues<double>.Over([value])], null);

    public void Answer(int read, double value) => reads[read].Answer.SetResult(Rows(value));

    public void Fail(int read, Exception exception) => reads[read].Answer.SetException(exception);

    public bool IsStopped(int read) => reads[read].Stopped.IsCancellationRequested;

    public Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PlanFault>>([]);

    public async ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<SourceRows>();
        reads.Add((answer, cancellationToken));
        return await answer.Task.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
    }
}
