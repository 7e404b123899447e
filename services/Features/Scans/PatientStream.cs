using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.Features.Scans;

/// <summary>Writes to a caller who takes what is written, in time.</summary>
internal sealed class PatientStream<T>(IServerStreamWriter<T> stream, TimeSpan patience, TimeProvider time)
{
    /// <exception cref="ServiceException">DEADLINE_EXCEEDED: the caller let it wait.</exception>
    public async Task WriteAsync(T part, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(part, cancellationToken).WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new ServiceException(ErrorReason.DeadlineExceeded, $"A part of the stream was not taken for {patience.TotalSeconds:0} seconds.", innerException: exception);
        }
    }
}
