using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DuckDB.NET.Data;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>Reads on a thread of its own, one batch ahead of whoever takes them.</summary>
internal static class ReadAhead
{
    public static async IAsyncEnumerable<T> Run<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<T>(1);
        var reading = Task.Run(() => FillAsync(batches.Writer, read, stopping.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken))
            {
                yield return batch;
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await reading;
        }
    }

    private static async Task FillAsync<T>(ChannelWriter<T> batches, Func<CancellationToken, IAsyncEnumerable<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in read(cancellationToken))
            {
                await batches.WriteAsync(batch, cancellationToken);
            }

            batches.Complete();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            batches.Complete(new OperationCanceledException(cancellationToken));
        }
        catch (DuckDBException exception)
        {
            batches.Complete(new SourceUnavailableException($"The source cannot be read: {DuckDbErrors.Describe(exception)}.", exception));
        }
        catch (Exception exception)
        {
            batches.Complete(exception);
        }
    }
}
