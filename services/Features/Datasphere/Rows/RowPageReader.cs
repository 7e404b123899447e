using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using FedMl.Features.Datasphere.Http;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>Reads one page of rows while it comes in. A page that ends before its JSON does is none.</summary>
/// <param name="maxRows">A sample: so many of the first rows will do, and a value that is none of its type is null. Null: all rows as they must be.</param>
internal sealed class RowPageReader(IReadOnlyList<BoundColumn> layout, DatasphereOptions limits, RowQuota quota, int? maxRows = null)
{
    private const int BufferBytes = 64 * 1024;

    public async Task<RowPage> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        var document = new RowDocument(layout, quota, maxRows);
        var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = 32 });
        var bytes = 0L;
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellationToken);
                var consumed = Take(document, read.Buffer, read.IsCompleted, ref state);
                bytes += read.Buffer.Slice(0, consumed).Length;
                var waiting = read.Buffer.Slice(consumed).Length;
                if (bytes + waiting > limits.MaxPageBytes)
                {
                    throw Transport.TooLarge(limits.MaxPageBytes);
                }

                // What waits is the beginning of one value.
                if (waiting > limits.MaxValueBytes)
                {
                    throw new UpstreamException($"its answer holds a value of more than {limits.MaxValueBytes} bytes", isTransient: false);
                }

                pipe.AdvanceTo(consumed, read.Buffer.End);
                if (read.IsCompleted || document.IsFull)
                {
                    return document.ToPage();
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static SequencePosition Take(RowDocument document, ReadOnlySequence<byte> buffer, bool isFinal, ref JsonReaderState state)
    {
        var json = new Utf8JsonReader(buffer, isFinal, state);
        while (!document.IsFull && json.Read())
        {
            document.Take(ref json);
        }

        state = json.CurrentState;
        return json.Position;
    }
}

/// <param name="NextLink">Where the next page is; null: there is none.</param>
internal sealed record RowPage(RowBatch Rows, string? NextLink)
{
    /// <summary>How many rows the query has; null: not asked or not told.</summary>
    public long? Count { get; init; }
}
