using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace FedMl.Features.Datasphere.Http;

/// <summary>
/// How often, how long and how many at a time requests are tried. It stands around the whole of a request, to the last byte
/// of the answer: what breaks off there has failed as much as what does not begin.
/// </summary>
internal sealed class ReadPipeline
{
    private readonly DatasphereOptions options;
    private readonly RetryBudget budget;
    private readonly ResiliencePipeline pipeline;

    public ReadPipeline(DatasphereOptions options, TimeProvider time)
    {
        this.options = options;
        budget = new RetryBudget(options.RetryBudgetPercent);
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(Retry());
        }

        // Who waits for a further try keeps none of the places.
        pipeline = builder
            .AddConcurrencyLimiter(options.MaxConcurrentRequests, int.MaxValue)
            .AddCircuitBreaker(Breaker())
            .AddTimeout(TimeSpan.FromSeconds(options.RequestTimeoutSeconds))
            .Build();
    }

    /// <exception cref="UpstreamException">It failed, or the tenant is left alone for now.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        budget.Earn();
        try
        {
            return await pipeline.ExecuteAsync(attempt, cancellationToken);
        }
        catch (BrokenCircuitException exception)
        {
            throw new UpstreamException("it failed too often and is left alone for a moment", isTransient: true, innerException: exception)
            {
                RetryAfter = TimeSpan.FromSeconds(options.BreakSeconds),
            };
        }
        catch (TimeoutRejectedException exception)
        {
            throw new UpstreamException($"it took longer than {options.RequestTimeoutSeconds} seconds", isTransient: true, innerException: exception);
        }
    }

    private static bool IsTransient(Exception? exception) => exception is TimeoutRejectedException or UpstreamException { IsTransient: true };

    private RetryStrategyOptions Retry() => new()
    {
        MaxRetryAttempts = options.MaxRetries,
        Delay = TimeSpan.FromMilliseconds(options.RetryDelayMilliseconds),
        MaxDelay = TimeSpan.FromSeconds(options.MaxRetryDelaySeconds),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = arguments => new(arguments.AttemptNumber < options.MaxRetries && IsWorthARetry(arguments.Outcome.Exception) && budget.TrySpend()),
        DelayGenerator = arguments => new((arguments.Outcome.Exception as UpstreamException)?.RetryAfter),
    };

    private CircuitBreakerStrategyOptions Breaker() => new()
    {
        FailureRatio = 0.5,
        MinimumThroughput = 20,
        SamplingDuration = TimeSpan.FromSeconds(10),
        BreakDuration = TimeSpan.FromSeconds(options.BreakSeconds),
        // Too many requests are our fault.
        ShouldHandle = arguments => new(IsTransient(arguments.Outcome.Exception) && arguments.Outcome.Exception is not UpstreamException { Status: HttpStatusCode.TooManyRequests }),
    };

    // Who would wait longer than that is told so, and knows better what to do.
    private bool IsWorthARetry(Exception? exception) =>
        IsTransient(exception) && !((exception as UpstreamException)?.RetryAfter > TimeSpan.FromSeconds(options.MaxRetryDelaySeconds));
}
