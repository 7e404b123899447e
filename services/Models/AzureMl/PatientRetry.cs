using Azure.Core;
using Azure.Core.Pipeline;

namespace FedMl.Models.AzureMl;

/// <summary>Azure's retries, but none that would wait longer than a limit: such a wait belongs between two looks.</summary>
internal sealed class PatientRetry(int maxRetries, TimeSpan longestWait)
    : RetryPolicy(maxRetries, DelayStrategy.CreateExponentialDelayStrategy(TimeSpan.FromMilliseconds(400), longestWait))
{
    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        !(message.HasResponse && RetryAfter.Of(message.Response) > longestWait) && await base.ShouldRetryAsync(message, exception);
}
