using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace FedMl.BatchScoring.Sources;

/// <summary>An Arrow IPC file.</summary>
internal sealed class ArrowTable : ITableFile
{
    private readonly string path;

    private ArrowTable(string path, Schema schema)
    {
        this.path = path;
        Schema = schema;
    }

    public Schema Schema { get; }

    // Its footer tells where batches are and not how long.
    public long? RowCount => null;

    public static async Task<ArrowTable> OpenAsync(string path)
    {
        using var reader = new ArrowFileReader(File.OpenRead(path));
        await reader.RecordBatchCountAsync();
        return new ArrowTable(path, reader.Schema);
    }

    public async IAsyncEnumerable<RecordBatch> ReadAsync(IReadOnlyList<string> columns, long firstRow, int batchRows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new ArrowFileReader(File.OpenRead(path));
        var skip = firstRow;
        while (await reader.ReadNextRecordBatchAsync(cancellationToken) is { } batch)
        {
            if (skip >= batch.Length)
            {
                skip -= batch.Length;
                batch.Dispose();
                continue;
            }

            yield return Batches.Rows(batch, columns, (int)skip);
            skip = 0;
        }
    }

    public void Dispose()
    {
        // Each reading has its own reader.
    }
}
