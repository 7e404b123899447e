using FedMl.Features.Sources;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace FedMl.Features.Sql.Connections;

/// <summary>
/// Tries statements again that failed for a reason that may pass, within a budget, and leaves a database alone for a while
/// that cannot be reached. Only for statements that read.
/// </summary>
internal sealed class StatementRetries
{
    private const int StatementsBeforeBreak = 10;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);

    private readonly ResiliencePipeline pipeline;
    private readonly RetryBudget budget = new();
    private readonly TimeSpan breakDuration;

    public StatementRetries(SqlOptions options, TimeProvider time)
    {
        breakDuration = TimeSpan.FromSeconds(options.BreakSeconds);
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                Delay = FirstDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                // Asked after the last attempt too, when there is nothing to spend on.
                ShouldHandle = failed => ValueTask.FromResult(
                    failed.Outcome.Exception is SqlFailureException { Failure.IsTransient: true } && failed.AttemptNumber < options.Retries && budget.TrySpend()),
            });
        }

        pipeline = builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = StatementsBeforeBreak,
                SamplingDuration = Sampling,
                BreakDuration = breakDuration,
                ShouldHandle = new PredicateBuilder().Handle<SqlFailureException>(failed => failed.Failure.IsOutage),
            })
            .Build();
    }

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> statement, CancellationToken cancellationToken)
    {
        budget.Earn();
        try
        {
            return await pipeline.ExecuteAsync(async token => await statement(token), cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            throw new SourceUnavailableException("The source cannot be read: the database could not be reached several times; it is tried again soon.") { RetryAfter = breakDuration };
        }
    }
}
