using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.Features.History;

/// <summary>Reads from a caller who sends in time.</summary>
internal sealed class PatientReader<T>(IAsyncStreamReader<T> stream, TimeSpan patience, TimeProvider time)
    where T : class
{
    /// <summary>The next part; null: there are no more.</summary>
    /// <exception cref="ServiceException">DEADLINE_EXCEEDED: the caller let it wait.</exception>
    public async Task<T?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken).WaitAsync(patience, time, cancellationToken) ? stream.Current : null;
        }
        catch (TimeoutException exception)
        {
            throw new ServiceException(ErrorReason.DeadlineExceeded, $"A part of the stream did not come for {patience.TotalSeconds:0} seconds.", innerException: exception);
        }
    }
}
