using System.Buffers;
using System.Runtime.CompilerServices;

namespace FedMl.Models.Blobs;

/// <summary>
/// Reads something long in ranges, several at a time, and hands them on in order. All downloads share the same
/// few buffers, so that memory stays bounded however many there are.
/// </summary>
/// <param name="rangeBytes">Bytes of one range.</param>
/// <param name="most">Ranges in memory at a time.</param>
internal sealed class ParallelRanges(int rangeBytes, int most) : IDisposable
{
    // A buffer is taken for a range before any later one of the same download, and handed on in that order:
    // whoever has buffers can go on, so nobody waits for ever.
    private readonly SemaphoreSlim buffers = new(most);

    /// <param name="from">First byte.</param>
    /// <param name="size">Where the bytes end.</param>
    /// <param name="read">Fills a buffer from an offset on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The ranges in order; each is valid until the next one is asked for.</returns>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        long from, long size, Func<long, Memory<byte>, CancellationToken, Task> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var window = new Queue<Task<Range>>();
        try
        {
            for (var next = from; next < size || window.Count > 0;)
            {
                while (next < size && await TakeBufferAsync(mustWait: window.Count == 0, cancellationToken))
                {
                    var length = (int)Math.Min(rangeBytes, size - next);
                    window.Enqueue(FetchAsync(next, length, read, stop.Token));
                    next += length;
                }

                using var range = await window.Dequeue();
                yield return range.Bytes;
            }
        }
        finally
        {
            await stop.CancelAsync();
            while (window.TryDequeue(out var left))
            {
                await DropAsync(left);
            }
        }
    }

    public void Dispose() => buffers.Dispose();

    private async ValueTask<bool> TakeBufferAsync(bool mustWait, CancellationToken cancellationToken)
    {
        if (!mustWait)
        {
            return await buffers.WaitAsync(0, cancellationToken);
        }

        await buffers.WaitAsync(cancellationToken);
        return true;
    }

    private async Task<Range> FetchAsync(long offset, int length, Func<long, Memory<byte>, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        var range = new Range(this, ArrayPool<byte>.Shared.Rent(length), length);
        try
        {
            await read(offset, range.Bytes, cancellationToken);
            return range;
        }
        catch
        {
            range.Dispose();
            throw;
        }
    }

    private static async Task DropAsync(Task<Range> fetch)
    {
        await ((Task)fetch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (fetch.IsCompletedSuccessfully)
        {
            (await fetch).Dispose();
        }
    }

    private sealed class Range(ParallelRanges owner, byte[] buffer, int length) : IDisposable
    {
        public Memory<byte> Bytes => buffer.AsMemory(0, length);

        public void Dispose()
        {
            ArrayPool<byte>.Shared.Return(buffer);
            owner.buffers.Release();
        }
    }
}
