using System.Threading.Channels;
using FedMl.BatchScoring.Progress;
using FedMl.BatchScoring.Sinks;
using FedMl.BatchScoring.Sources;
using FedMl.BatchScoring.Specification;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.BatchScoring.Jobs;

/// <summary>Reads, scores and writes side by side, with so many chunks under way at most; written in the source's order.</summary>
internal sealed class ChunkPipeline(IRowSource source, JobColumns columns, ChunkWork work, IJobStore store, IChunkSink sink, ChunkNames names, Checkpoint checkpoint, JobLimits limits, JobFigures figures, TimeProvider time)
{
    private readonly int workers = limits.Workers > 0 ? limits.Workers : Environment.ProcessorCount;

    /// <summary>Works off a range of chunks.</summary>
    /// <exception cref="ServiceException">TOO_MANY_REJECTED_ROWS, or why a step failed; chunks before it are written and noted.</exception>
    public async Task RunAsync(ChunkRange range, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var places = new SemaphoreSlim((2 * workers) + 1);
        var read = Channel.CreateUnbounded<SourceChunk>(new UnboundedChannelOptions { SingleWriter = true });
        var scored = Channel.CreateUnbounded<PreparedChunk>(new UnboundedChannelOptions { SingleReader = true });
        Task[] scorers = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(() => ScoreAsync(read.Reader, scored.Writer, stop.Token), CancellationToken.None))];
        Task[] steps =
        [
            Task.Run(() => ReadAsync(range, read.Writer, places, stop.Token), CancellationToken.None),
            CompleteAsync(scorers, scored.Writer),
            Task.Run(() => WriteAsync(range.First, scored.Reader, places, stop.Token), CancellationToken.None),
        ];
        await EndAsync([.. steps, .. scorers], stop);
        while (read.Reader.TryRead(out var left))
        {
            left.Rows.Dispose();
        }

        cancellationToken.ThrowIfCancellationRequested();
        await Task.WhenAll(steps);
    }

    // The first that fails stops the others; its failure is the one that counts.
    private static async Task EndAsync(List<Task> running, CancellationTokenSource stop)
    {
        Exception? first = null;
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (!ended.IsCompletedSuccessfully)
            {
                first ??= ended.Exception?.InnerException;
                await stop.CancelAsync();
            }
        }

        if (first is not null and not OperationCanceledException)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }

    private async Task ReadAsync(ChunkRange range, ChannelWriter<SourceChunk> target, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        try
        {
            var pace = new ReadPace(limits.RowsPerSecond, time);
            if (range.First >= range.End)
            {
                return;
            }

            Failpoint.Pass("chunk", "wanted");
            await places.WaitAsync(cancellationToken);
            await foreach (var chunk in source.ReadAsync(columns.Read, range.First, range.Position, cancellationToken))
            {
                var rows = chunk.Rows.Length;
                await target.WriteAsync(chunk, cancellationToken);
                if (chunk.Number + 1 >= range.End)
                {
                    return;
                }

                await pace.WaitAsync(rows, cancellationToken);
                await places.WaitAsync(cancellationToken);
                Failpoint.Pass("chunk", "wanted");
            }
        }
        finally
        {
            target.Complete();
        }
    }

    private async Task ScoreAsync(ChannelReader<SourceChunk> chunks, ChannelWriter<PreparedChunk> target, CancellationToken cancellationToken)
    {
        await foreach (var chunk in chunks.ReadAllAsync(cancellationToken))
        {
            await target.WriteAsync(await work.DoAsync(chunk, cancellationToken), cancellationToken);
        }
    }

    private static async Task CompleteAsync(Task[] scorers, ChannelWriter<PreparedChunk> target)
    {
        try
        {
            await Task.WhenAll(scorers);
        }
        finally
        {
            target.Complete();
        }
    }

    private async Task WriteAsync(long next, ChannelReader<PreparedChunk> chunks, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        Dictionary<long, PreparedChunk> waiting = [];
        await foreach (var arrived in chunks.ReadAllAsync(cancellationToken))
        {
            waiting.Add(arrived.Record.Number, arrived);
            while (waiting.Remove(next, out var chunk))
            {
                await WriteAsync(chunk, cancellationToken);
                places.Release();
                next++;
            }
        }
    }

    private async Task WriteAsync(PreparedChunk chunk, CancellationToken cancellationToken)
    {
        var number = chunk.Record.Number;
        Failpoint.Pass("chunk", "prepared");
        if (!chunk.Rejected.IsEmpty)
        {
            await store.PutAsync(names.Rejected(number), "rejected", chunk.Rejected, cancellationToken);
        }

        if (!chunk.Predictions.IsEmpty)
        {
            await sink.PutAsync(number, chunk.Predictions, cancellationToken);
        }

        await checkpoint.AddAsync(chunk.Record, cancellationToken);
        figures.Add(chunk.Record.Rows, chunk.Record.RejectedRows);
        CheckRejected(checkpoint, limits);
    }

    /// <summary>Makes sure that no more rows than allowed have no score.</summary>
    /// <exception cref="ServiceException">TOO_MANY_REJECTED_ROWS.</exception>
    public static void CheckRejected(Checkpoint checkpoint, JobLimits limits)
    {
        if (checkpoint.RejectedRows > limits.MaxRejectedRows)
        {
            throw new ServiceException(
                ErrorReason.TooManyRejectedRows, $"{checkpoint.RejectedRows} rows cannot be scored; limits.maxRejectedRows allows {limits.MaxRejectedRows}. The folder _rejected tells which and why.");
        }
    }
}
