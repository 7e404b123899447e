using System.Diagnostics;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Telemetry;
using Prometheus;

namespace FedMl.Scoring;

/// <summary>Requests of one operation by outcome, whatever the transport.</summary>
internal sealed class ScoringMetrics
{
    private static readonly double[] Buckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly Counter Requests = Metrics.CreateCounter(
        "fedml_score_requests_total", "Requests by operation and reason; OK where it was answered.", new CounterConfiguration { LabelNames = ["operation", "reason"] });

    private static readonly Histogram Durations = Metrics.CreateHistogram(
        "fedml_score_duration_seconds",
        "Time from the request's message to the answer's.",
        new HistogramConfiguration { LabelNames = ["operation"], Buckets = Buckets });

    private readonly string operation;
    private readonly Counter.Child answered;
    private readonly CoreHistogram duration;

    private ScoringMetrics(string operation)
    {
        this.operation = operation;
        answered = Requests.WithLabels(operation, "OK");
        duration = new CoreHistogram(Durations.WithLabels(operation), Buckets);
    }

    /// <summary>Tensors in, tensors out.</summary>
    public static ScoringMetrics Infer { get; } = new("infer");

    /// <summary>Records or entity keys in, predictions out.</summary>
    public static ScoringMetrics Score { get; } = new("score");

    /// <summary>Counts one request.</summary>
    /// <param name="began">When its message was there, <see cref="Stopwatch"/> ticks.</param>
    /// <param name="failure">Why it failed; null: it was answered.</param>
    public void Count(long began, Exception? failure)
    {
        (failure switch
        {
            null => answered,
            ServiceException expected => Requests.WithLabels(operation, ErrorCatalogue.Of(expected.Reason).Name),
            OperationCanceledException => Requests.WithLabels(operation, "CANCELLED"),
            BadHttpRequestException => Requests.WithLabels(operation, "MALFORMED_REQUEST"),
            _ => Requests.WithLabels(operation, "INTERNAL"),
        }).Inc();
        duration.Observe(Stopwatch.GetTimestamp() - began);
    }

    /// <summary>Runs one request and counts it.</summary>
    public async Task<T> CountAsync<T>(Func<Task<T>> request)
    {
        var began = Stopwatch.GetTimestamp();
        Exception? failure = null;
        try
        {
            return await request();
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            Count(began, failure);
        }
    }
}
