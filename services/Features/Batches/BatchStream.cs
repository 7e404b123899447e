using FedMl.Features.Scans;
using FedMl.Protos.Features.V1;
using Google.Protobuf;

namespace FedMl.Features.Batches;

/// <summary>Writes batches to a caller in the format that was asked for.</summary>
/// <param name="caller">Who takes them.</param>
/// <param name="schema">Columns of all batches.</param>
/// <param name="format">How they travel.</param>
/// <param name="ofColumns">Makes a part of the stream in the format COLUMNS.</param>
/// <param name="ofArrow">Makes a part of the stream in the format ARROW.</param>
internal sealed class BatchStream<T>(PatientStream<T> caller, BatchSchema schema, BatchFormat format, Func<ColumnBatch, T> ofColumns, Func<ByteString, T> ofArrow) : IDisposable
{
    private readonly ColumnBatches columns = new(schema);
    private readonly ArrowBatches? arrow = format == BatchFormat.Arrow ? new ArrowBatches(schema) : null;

    public Task WriteAsync(FeatureBatch batch, CancellationToken cancellationToken) =>
        caller.WriteAsync(arrow is null ? ofColumns(columns.Write(batch)) : ofArrow(arrow.Write(batch)), cancellationToken);

    /// <param name="end">The stream's last part.</param>
    public async Task EndAsync(T end, CancellationToken cancellationToken)
    {
        if (arrow is not null)
        {
            await caller.WriteAsync(ofArrow(arrow.End()), cancellationToken);
        }

        await caller.WriteAsync(end, cancellationToken);
    }

    public void Dispose() => arrow?.Dispose();
}
