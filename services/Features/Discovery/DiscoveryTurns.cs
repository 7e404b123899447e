using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Discovery;

/// <summary>Lets few look into assets at a time, each for a bounded time: requests for features go before people's.</summary>
internal sealed class DiscoveryTurns(IOptions<FeaturesOptions> options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim turns = new(options.Value.Discovery.MaxAtATime);
    private readonly TimeSpan timeout = TimeSpan.FromSeconds(options.Value.Discovery.TimeoutSeconds);

    /// <exception cref="ServiceException">DEADLINE_EXCEEDED.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> look, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await turns.WaitAsync(ending.Token);
            try
            {
                return await look(ending.Token);
            }
            finally
            {
                turns.Release();
            }
        }
        catch (Exception exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ServiceException(
                ErrorReason.DeadlineExceeded,
                $"It took longer than {timeout.TotalSeconds} seconds ({FeaturesOptions.Section}:Discovery:{nameof(DiscoveryOptions.TimeoutSeconds)}); ask for fewer columns.",
                innerException: exception);
        }
    }

    public void Dispose() => turns.Dispose();
}
