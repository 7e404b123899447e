using FedMl.Features.Scans;
using FedMl.Protos.Features.V1;
using Google.Protobuf;

namespace FedMl.Features.Batches;

/// <summary>Writes batches to a caller in the format that was asked for.</summary>
/// <param name="caller">Who takes them.</param>
/// <param name="schema">Columns of all batches.</param>
/// <param name="format">How they travel.</param>
internal sealed class BatchStream(PatientStream<StreamPart> caller, BatchSchema schema, BatchFormat format) : IDisposable
{
    private readonly ArrowBatches? arrow = format == BatchFormat.Arrow ? new ArrowBatches(schema) : null;

    public Task WriteAsync(FeatureBatch batch, CancellationToken cancellationToken) =>
        caller.WriteAsync(arrow is null ? new StreamPart((schema, batch), null, null) : new StreamPart(null, arrow.Write(batch), null), cancellationToken);

    /// <param name="end">The stream's last part.</param>
    public async Task EndAsync(IMessage end, CancellationToken cancellationToken)
    {
        if (arrow is not null)
        {
            await caller.WriteAsync(new StreamPart(null, arrow.End(), null), cancellationToken);
        }

        await caller.WriteAsync(new StreamPart(null, null, end), cancellationToken);
    }

    public void Dispose() => arrow?.Dispose();
}
