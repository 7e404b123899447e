using System.Net;
using System.Threading.RateLimiting;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Timeout;

namespace FedMl.Features.Datasphere.Http;

/// <summary>
/// How often, how long and how many at a time requests for one asset are tried. It stands around the whole of a request, to
/// the last byte of the answer: what breaks off there has failed as much as what does not begin.
/// </summary>
internal sealed class ReadPipeline
{
    private readonly DatasphereOptions options;
    private readonly DatasphereMetrics metrics;
    private readonly RetryBudget budget;
    private readonly ResiliencePipeline pipeline;

    /// <param name="tenant">The places of all assets.</param>
    public ReadPipeline(DatasphereOptions options, DatasphereMetrics metrics, RetryBudget budget, RateLimiter tenant, TimeProvider time)
    {
        this.options = options;
        this.metrics = metrics;
        this.budget = budget;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(Retry());
        }

        // Who waits for a further try keeps none of the places.
        pipeline = builder
            .AddConcurrencyLimiter(Math.Min(options.MaxConcurrentRequestsPerAsset, options.MaxConcurrentRequests), options.MaxWaitingRequests)
            .AddRateLimiter(tenant)
            .AddCircuitBreaker(Breaker())
            .AddTimeout(TimeSpan.FromSeconds(options.RequestTimeoutSeconds))
            .Build();
    }

    /// <exception cref="UpstreamException">It failed, or the asset is left alone for now, or too many wait for it.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        budget.Earn();
        try
        {
            return await pipeline.ExecuteAsync(token => CountAsync(attempt, token, cancellationToken), cancellationToken);
        }
        catch (BrokenCircuitException exception)
        {
            throw new UpstreamException("it failed too often and is left alone for a moment", isTransient: true, innerException: exception)
            {
                RetryAfter = TimeSpan.FromSeconds(options.BreakSeconds),
            };
        }
        catch (RateLimiterRejectedException exception)
        {
            throw new UpstreamException("too many requests wait for the tenant", isTransient: true, innerException: exception, reason: ErrorReason.Overloaded);
        }
        catch (TimeoutRejectedException exception)
        {
            throw new UpstreamException($"it took longer than {options.RequestTimeoutSeconds} seconds", isTransient: true, innerException: exception);
        }
    }

    private static bool IsTransient(Exception? exception) => exception is TimeoutRejectedException or UpstreamException { IsTransient: true };

    private static string CauseOf(Exception? exception) => exception switch
    {
        UpstreamException { Status: HttpStatusCode.TooManyRequests } => "throttled",
        UpstreamException { IsTransient: false } => "refused",
        UpstreamException => "failed",
        _ => "timed_out",
    };

    private async ValueTask<T> CountAsync<T>(Func<CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken, CancellationToken caller)
    {
        try
        {
            var answer = await attempt(cancellationToken);
            metrics.Tried("answered");
            return answer;
        }
        catch (Exception exception)
        {
            metrics.Tried(caller.IsCancellationRequested ? "given_up" : CauseOf(exception));
            throw;
        }
    }

    private RetryStrategyOptions Retry() => new()
    {
        MaxRetryAttempts = options.MaxRetries,
        Delay = TimeSpan.FromMilliseconds(options.RetryDelayMilliseconds),
        MaxDelay = TimeSpan.FromSeconds(options.MaxRetryDelaySeconds),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = arguments => new(arguments.AttemptNumber < options.MaxRetries && IsWorthARetry(arguments.Outcome.Exception) && IsAllowed()),
        DelayGenerator = arguments => new((arguments.Outcome.Exception as UpstreamException)?.RetryAfter),
        OnRetry = arguments =>
        {
            metrics.Retried(CauseOf(arguments.Outcome.Exception));
            return ValueTask.CompletedTask;
        },
    };

    private CircuitBreakerStrategyOptions Breaker() => new()
    {
        FailureRatio = 0.5,
        MinimumThroughput = 20,
        SamplingDuration = TimeSpan.FromSeconds(10),
        BreakDuration = TimeSpan.FromSeconds(options.BreakSeconds),
        // Too many requests are our fault.
        ShouldHandle = arguments => new(IsTransient(arguments.Outcome.Exception) && CauseOf(arguments.Outcome.Exception) != "throttled"),
        OnOpened = _ =>
        {
            metrics.Broke();
            return ValueTask.CompletedTask;
        },
    };

    private bool IsAllowed()
    {
        if (budget.TrySpend())
        {
            return true;
        }

        metrics.RetryWithheld();
        return false;
    }

    // Who would wait longer than that is told so, and knows better what to do.
    private bool IsWorthARetry(Exception? exception) =>
        IsTransient(exception) && !((exception as UpstreamException)?.RetryAfter > TimeSpan.FromSeconds(options.MaxRetryDelaySeconds));
}
