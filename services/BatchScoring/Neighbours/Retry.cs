using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.BatchScoring.Neighbours;

/// <summary>Tries calls again that can succeed later, each time after a longer pause, for as long as a night's job should wait.</summary>
internal sealed class Retry(TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <exception cref="ServiceException">Why the call failed in the end.</exception>
    public async Task<T> DoAsync<T>(string neighbour, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(time);
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RpcException exception)
            {
                await waiting.WaitAsync(CallFailure.Of(exception, neighbour), cancellationToken);
            }
            catch (ServiceException exception)
            {
                await waiting.WaitAsync(exception, cancellationToken);
            }
        }
    }

    /// <summary>Counts failures that follow each other.</summary>
    public Waiting Begin() => new(time);

    /// <summary>The pauses between tries of one call.</summary>
    internal sealed class Waiting(TimeProvider time)
    {
        private long began = time.GetTimestamp();
        private TimeSpan pause = FirstPause;

        /// <summary>It went on: failures count anew.</summary>
        public void Reset()
        {
            began = time.GetTimestamp();
            pause = FirstPause;
        }

        /// <summary>Waits before the next try.</summary>
        /// <exception cref="ServiceException">The failure itself: it stays, or has stayed too long.</exception>
        public async Task WaitAsync(ServiceException failure, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!ErrorCatalogue.Of(failure.Reason).Retryable || time.GetElapsedTime(began) > Patience)
            {
                throw failure;
            }

            var wait = failure.RetryAfter > pause ? failure.RetryAfter.Value : pause;
            await Task.Delay(wait, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
