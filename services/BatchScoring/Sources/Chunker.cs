using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace FedMl.BatchScoring.Sources;

/// <summary>
/// Cuts batches of any length into chunks of one length, so that a chunk's rows hang on the source alone and not on how
/// it is read.
/// </summary>
internal static class Chunker
{
    /// <summary>Chunks of so many rows, the last one shorter. A batch that is a chunk goes through as it is.</summary>
    public static async IAsyncEnumerable<RecordBatch> CutAsync(IAsyncEnumerable<RecordBatch> batches, IReadOnlyList<string> columns, int chunkRows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = new List<(RecordBatch Batch, int First, int Count)>();
        var held = 0;
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            if (held == 0 && batch.Length == chunkRows)
            {
                yield return batch;
                continue;
            }

            var first = 0;
            while (first < batch.Length)
            {
                var count = Math.Min(chunkRows - held, batch.Length - first);
                open.Add((batch, first, count));
                first += count;
                held += count;
                if (held == chunkRows)
                {
                    yield return Take(open, columns, last: first == batch.Length);
                    held = 0;
                }
            }
        }

        if (held > 0)
        {
            yield return Take(open, columns, last: true);
        }
    }

    // Copies, then disposes what nobody needs any more: all but the batch that has rows left.
    private static RecordBatch Take(List<(RecordBatch Batch, int First, int Count)> open, IReadOnlyList<string> columns, bool last)
    {
        if (open is [{ First: 0 } whole] && last && whole.Count == whole.Batch.Length)
        {
            open.Clear();
            return whole.Batch;
        }

        var chunk = Batches.Copy(open, columns);
        var left = last ? null : open[^1].Batch;
        foreach (var batch in open.Select(o => o.Batch).Distinct().Where(b => b != left))
        {
            batch.Dispose();
        }

        open.Clear();
        return chunk;
    }
}
