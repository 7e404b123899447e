using Apache.Arrow;

namespace FedMl.BatchScoring.Sinks;

/// <summary>Where predictions go, chunk by chunk.</summary>
internal interface IChunkSink
{
    /// <summary>Columns as the bytes that are put: the same columns, the same bytes. Thread-safe.</summary>
    byte[] Encode(Schema schema, IReadOnlyList<IArrowArray> columns, int rows);

    /// <summary>Puts a chunk: all of it is there when this returns, and once only, however often it is put.</summary>
    Task PutAsync(long number, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}
