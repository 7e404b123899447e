using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.Features.Predictions;

/// <summary>The parts that a caller sends, in time.</summary>
/// <param name="stopping">When the server stops: then no further part is waited for.</param>
internal sealed class IncomingParts(IAsyncStreamReader<WritePredictionsRequest> reader, TimeSpan patience, TimeProvider time, CancellationToken stopping)
{
    /// <summary>The next part; null: there is none.</summary>
    /// <exception cref="ServiceException">DEADLINE_EXCEEDED, SHUTTING_DOWN.</exception>
    public async Task<WritePredictionsRequest?> NextAsync(CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(patience, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping, idle.Token);
        // Without the token, which would break the call off before it is told why it ends.
        var next = reader.MoveNext(CancellationToken.None);
        _ = next.ContinueWith(left => _ = left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            return await next.WaitAsync(waiting.Token) ? reader.Current : null;
        }
        catch (OperationCanceledException) when (waiting.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw stopping.IsCancellationRequested
                ? new ServiceException(ErrorReason.ShuttingDown, "This server is shutting down. What was acknowledged is written.")
                : new ServiceException(ErrorReason.DeadlineExceeded, $"Nothing was sent for {patience.TotalSeconds:0} seconds. What was acknowledged is written.");
        }
        catch (IOException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
