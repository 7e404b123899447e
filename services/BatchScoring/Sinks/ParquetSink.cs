using Apache.Arrow;
using FedMl.BatchScoring.Jobs;

namespace FedMl.BatchScoring.Sinks;

/// <summary>A Parquet file a chunk.</summary>
internal sealed class ParquetSink(IJobStore store, ChunkNames names) : IChunkSink
{
    public byte[] Encode(Schema schema, IReadOnlyList<IArrowArray> columns, int rows) => ParquetEncoder.Encode(schema, columns, rows);

    public Task PutAsync(long number, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        store.PutAsync(names.Chunk(number), "chunk", bytes, cancellationToken);
}
